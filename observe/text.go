package observe

import (
	"unicode"
	"unicode/utf8"
)

// Limits of texts, in characters (Unicode code points).
const (
	MaxID   = 64
	MaxName = 120
	MaxText = 4000
)

// CheckID returns an error if s is no id: 1 to 64 characters, no control
// characters, and not "*". Field is the JSON Pointer of s, for the error.
func CheckID(field, s string) error {
	if s == Everybody {
		return FieldError(Invalid, field, `must be an id; "*" means the group and is no id`)
	}
	return checkLine(field, s, MaxID)
}

// CheckName returns an error if s is no name or title: 1 to 120 characters, no
// control characters.
func CheckName(field, s string) error { return checkLine(field, s, MaxName) }

func checkLine(field, s string, most int) error {
	if err := checkLength(field, s, 1, most); err != nil {
		return err
	}
	for _, r := range s {
		if unicode.Is(unicode.Cc, r) {
			return FieldError(Invalid, field, "must not contain control characters; found %U", r)
		}
	}
	return nil
}

// CheckText returns an error if s is no text: up to 4 000 characters, of control
// characters only newline and tab.
func CheckText(field, s string) error {
	if err := checkLength(field, s, 0, MaxText); err != nil {
		return err
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && unicode.Is(unicode.Cc, r) {
			return FieldError(Invalid, field, "of control characters only newline and tab are allowed; found %U", r)
		}
	}
	return nil
}

func checkLength(field, s string, least, most int) error {
	if !utf8.ValidString(s) {
		return FieldError(Invalid, field, "must be valid UTF-8")
	}
	if len(s) >= least && len(s) <= most {
		return nil
	}
	if n := utf8.RuneCountInString(s); n < least || n > most {
		return FieldError(Invalid, field, "must be %d to %d characters long; it has %d", least, most, n)
	}
	return nil
}
