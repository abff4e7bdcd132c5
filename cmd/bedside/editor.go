package main

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"bedside/internal/diag"
)

// editor returns what opens a file with a command such as "code -g {file}:{line}".
// The command is run without a shell, and a file's name is put in after the command
// was split, so that no name can become anything else than a part of one argument.
func editor(command string) (func(path string, at diag.Pos) error, error) {
	words, err := splitCommand(command)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(strings.Join(words[min(1, len(words)):], " "), "{file}") {
		return nil, errors.New("the command needs {file} where the name of the file belongs, and may have {line} and {column}")
	}
	program, err := exec.LookPath(words[0])
	if err != nil {
		return nil, err
	}
	return func(path string, at diag.Pos) error {
		fill := strings.NewReplacer("{file}", path, "{line}", strconv.Itoa(at.Line), "{column}", strconv.Itoa(at.Column))
		args := make([]string, len(words)-1)
		for i, word := range words[1:] {
			args[i] = fill.Replace(word)
		}
		return start(exec.Command(program, args...))
	}, nil
}

// start starts a program that goes on by itself.
func start(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // how it ends is between it and its user
	return nil
}

// splitCommand splits a command at spaces. Quotation marks of both kinds keep words
// together.
func splitCommand(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inWord := false
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inWord = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("the quotation mark %c is not closed", quote)
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// openBrowser opens an address as a click on it would.
func openBrowser(address string) error {
	switch runtime.GOOS {
	case "darwin":
		return start(exec.Command("open", address))
	case "windows":
		return start(exec.Command("rundll32", "url.dll,FileProtocolHandler", address))
	default:
		return start(exec.Command("xdg-open", address))
	}
}
