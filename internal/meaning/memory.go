package meaning

import (
	"sync"
	"sync/atomic"
)

// maxRemembered bounds a memory: names in no language could have any number of words.
const maxRemembered = 2000

// memory keeps the first answers to questions. Each answer is the same whenever it is
// asked for, so that it makes no difference which are kept.
type memory struct {
	answers sync.Map
	kept    atomic.Int32
}

func (m *memory) get(question any) ([]hit, bool) {
	answer, ok := m.answers.Load(question)
	if !ok {
		return nil, false
	}
	return answer.([]hit), true
}

func (m *memory) put(question any, answer []hit) {
	if m.kept.Add(1) <= maxRemembered {
		m.answers.Store(question, answer)
	}
}
