// Package search makes the index of all guides and answers queries from it.
//
// An Analyzer turns each guide into an Entry, at any time and in any order, and
// all entries into the files of the index. A Reader answers from these files.
// The client in the browser (assets/search-client.js) reads the same files and gives
// the same answers in the same order; a test compares the two. The package
// knows nothing of Markdown, pages or disks.
//
// # Files
//
// The index lies in search/index/ below the site's root. All files are UTF-8
// text with lines ended by LF, so that every host compresses them. Only
// root.txt keeps its name when its content changes; it names all others, whose
// names hold a fingerprint (five characters of the base-32 SHA-256 of the
// content), so that they never change.
//
//	root.txt            settings, language, directories
//	n/KEY-MARK.txt      first tier: the words of names (titles, synonyms,
//	                    abbreviations, groups), with what is shown of the guides
//	t/KEY-MARK.txt      second tier: the words of texts (summary, headings, body)
//	e/KEY-MARK.txt      the words of names by their ends, for misspelt beginnings
//	c/HUNDRED-MARK.txt  titles by code
//	d/-MARK.txt         directory of t, if it is too long for the root
//
// In file names a character of KEY other than a-z and 0-9 is written as _ and
// its code point in hexadecimal. Every file but the root begins with a line
// that holds the letter of its folder; what follows is described here without
// it. A client must refuse files that begin otherwise: hosts answer missing
// files with pages.
//
// # Numbers, keys, directories
//
// Numbers are written in the characters '!' to '~', most significant first.
// With d the character minus '!': d < 64 ends a number, d ≥ 64 does not. Read
// with high = 0: for each d ≥ 64 high = 30·high + d - 63; at the end the number
// is 64·high + d.
//
// A guide's number is its code: 5 digits as they are; 4 digits and a letter
// 100000 + 10000·letter + digits, a letter and 4 digits 360000 + 10000·letter +
// digits, with A = 0. Its address is the code in lower case and "/" unless its
// record says otherwise.
//
// A key that follows another is written as one character, '!' plus the number
// of code points taken from the beginning of the key before, and the rest.
// Keys are in the order of their code points.
//
// A directory is a line of entries "KEY,MARK" separated by spaces, keys shared
// as above. A term is in the last shard whose key is not above the term; the
// first shard has the key "".
//
// # root.txt
//
// Twelve lines: "bedside-search 2" (the version of this format: a client reads
// no other); the number of guides, the scale S (twice the binary logarithm of
// the number of guides, rounded, plus 2) and the language; stop words; words
// that begin questions; words that in a question name a part of a guide; stem
// rules; endings; generic stems, which many names have; the blocks of titles; the
// directories of e, of n, and of t, or @ and the mark of the file in d that is the
// directory of t. Word lists are separated by spaces.
//
// Blocks of titles: entries separated by spaces, each the number of the first
// hundred of codes in the block, as the distance to the entry before, and the
// mark. HUNDRED in the file name is decimal. The last entry has no mark and
// ends the block before it.
//
// Stem rules, for words of ASCII letters and digits: first each ~FROM>TO<n>
// replaces the first FROM that does not end the word, in words of at least n
// characters; then the first rule that fits and no other: =WORD>TO for the whole
// word, FROM>TO<n> for an ending. n is a digit from 3 to 9, or 4 if it is left
// out.
//
// # Shards
//
// A record is a line of a number (as the distance to the record before), then,
// each after a tab, title, category, generics, excerpt and address; empty fields
// at the end are left out. An empty category is that of the record before, and -
// stands for none. Generics are the generic stems that the guide's other names
// have and its title has not, each as '!' plus its place in the root's line.
//
// A term is a line of a shared key, a space, the rarity R as '!' + R (twice the binary
// logarithm of the number of guides that have the term other than in their category, or
// of all that have it if none has, rounded), and its postings, by number:
//
//	n   records, an empty line, terms; posting: distance, strength '!' + 1…16
//	t   terms; posting: 4·distance + impact - 1, impact 1…4; none if the term
//	    is in the texts of more than a quarter of the guides (at least 32, at
//	    most 8,000); nor for guides that have it only in their category, if the
//	    guides in such categories are more than that
//	e   terms, their characters reversed, without postings
//	c   records
//
// Strengths: a word of the title 16, less one for each further word, not below
// 11; of a synonym 13 down to 9; an abbreviation that the text uses 12; other
// initials 8; an abbreviation seen only in the text 7; words of a group 6.
// Impact is BM25's saturation in four steps (lengthFactor, impact).
//
// # Words
//
// A text is put into lower case, NFKD, without the accents U+0300–036F,
// U+0591–05C7 and U+064B–065F, NFC, lower case again, and a few letters are
// replaced (fold.go). Words are runs of letters, digits and marks; an
// apostrophe with s, t, d, m, re, ve or ll at a word's end is dropped; a run of
// Chinese, Japanese, Korean, Thai, Lao, Khmer or Burmese gives its overlapping pairs of characters.
// Two words with one joiner between them (words.go) are glued; glued words of
// names are indexed as one word too. Words are cut to 40 code points.
//
// # Answers
//
// The first 200 code points of a query count. If all of it is a code or the
// beginning of one, the guides with such codes are listed in order; nothing
// else follows a full code, and no near one. Full codes among other words are
// listed first. Stop words are dropped, and soft words when a question word
// begins the query, unless nothing remains; twelve words are looked up. A last
// word with nothing behind it may be unfinished; if it has only one or two
// letters it merely picks among what the others find.
//
// Most queries are names, and are answered from few files (titles.go). The three
// longest words that are not generic, or the two longest if all are, are looked
// up among the names. For the guides that have all of these which are there at
// all, the other words are sought in their titles and generics: the word itself 8,
// its beginning if it is unfinished 5, near spellings 4 or 3; such a word weighs
// 6, a short one 3. If a guide has all words, that is the answer. It is not tried
// further where those guides are more than 48, or the record of one of them is in
// none of the files loaded, unless one of the words looked up was not found.
//
// Otherwise each word stands for terms with qualities in eighths (match.go, nearby.go):
// the term itself or with its neighbour as one word 8; the 24 commonest longer terms if
// it is unfinished 5; terms of the same root 3; if nothing else fits, the three nearest
// terms one edit (from four letters on) or two edits (from eight) away 6 or 5, one less
// for each nearer term, and at last terms with the same long beginning 3. Terms one
// edit away are also taken where an unfinished word stands for one or two terms, or
// where one or two of the same root are all there is. A word of texts that no name has
// also stands, at 5, for the nearest name one edit away, if that is no rarer. Of two terms
// equally far, the one that has more of the letters typed is nearer; a vowel in the place
// of another one (aeiouy) counts half. An unknown word of ASCII letters and a
// number stands for what the letters are, or for names that begin with them, at 5.
//
// A near term has at least four letters and no digit, as what it is compared with.
// Words of up to five letters must begin right to be near, and are sought among names
// only.
//
// An unknown ASCII word without a term one edit away may be two words of titles or
// synonyms, neither a stop word, that were written as one. Each half has three letters
// at least, and the first, as long as can be, lies in the shard where the whole word
// would. The query is then answered anew with the two words in its place.
//
// A word weighs S minus the rarity of its most common term, at least 1; a short one
// half of that, at most 3. A guide's value for a word is 2·strength, plus 6·(impact +
// 2) if texts are used, each the best over the terms times quality. Texts are used only
// if no guide has all words in its names, and for the six words that weigh most. A
// guide's score is the sum of value·weight, multiplied twice by the share of the weight
// it covers and cut to an integer after each; the best 48 gain up to five eighths by
// the likeness of their titles to the query (likeness). Guides below a tenth of the
// best score are left out. Equal scores are in order of numbers. A list of n ends
// before the title of more than half as many guides, rounded up, would have to be
// looked up in c.
package search
