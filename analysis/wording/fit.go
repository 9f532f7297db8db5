package wording

import "strings"

// Cut shortens a text to at most n characters.
func Cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// Wrap breaks a text into at most two lines of about so many characters. What
// does not fit is cut.
func Wrap(text string, width int) []string {
	if len([]rune(text)) <= width {
		return []string{text}
	}
	words := strings.Fields(text)
	first := ""
	for i, w := range words {
		next := strings.TrimSpace(first + " " + w)
		if first != "" && len([]rune(next)) > width {
			return []string{Cut(first, width), Cut(strings.Join(words[i:], " "), width)}
		}
		first = next
	}
	return []string{Cut(first, width)}
}
