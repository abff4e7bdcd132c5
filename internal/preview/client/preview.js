// Runs while the page is still being read, before any script of the site that
// waits for that: it notes the page as it was sent, and which of the copy's nodes
// stands for which of the page's. What scripts or the reader change later is
// theirs, and an update leaves it alone.
{
  const { dataset } = document.currentScript;
  const sent = document.documentElement.cloneNode(true);
  const live = new Map();
  const pair = (copy, node) => {
    live.set(copy, node);
    for (let c = copy.firstChild, n = node.firstChild; c; c = c.nextSibling, n = n.nextSibling) pair(c, n);
  };
  pair(sent, document.documentElement);
  import('./client.js').then(({ start }) => start({ sent, live, ...dataset }));
}
