package main

import (
	"bedside/internal/check"
	"bedside/internal/guide"

	"github.com/spf13/cobra"
)

func schemaCommand(c console) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of the front matter, for editors",
		Long: `Schema prints a JSON Schema (2020-12) of what can stand between the lines of --- of a
guide or page. Editors that know it complete the names of fields, show what each is for,
and underline what is not right. docs/editors.md says how to tell an editor.`,
		Example: "  bedside schema > .vscode/bedside.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var rules []guide.RuleText
			for _, r := range check.Rules() {
				if !r.Firm {
					rules = append(rules, guide.RuleText{Name: r.Name, Text: r.Title})
				}
			}
			schema, err := guide.Schema(rules)
			if err != nil {
				return err
			}
			_, err = c.out.Write(schema)
			return err
		},
	}
}
