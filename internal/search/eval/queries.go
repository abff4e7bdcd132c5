package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// query is a question and the codes that answer it.
type query struct {
	Class    string   `json:"class"`
	Query    string   `json:"query"`
	Relevant []string `json:"relevant"`
}

func readQueries(path string) ([]query, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []query
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var q query
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, q)
	}
	return out, lines.Err()
}
