package observe

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Limits of texts, in characters (Unicode code points).
const (
	MaxID   = 64
	MaxName = 120
	MaxText = 4000
)

// CheckID reports why s is no id: 1 to 64 characters, no control characters,
// never "*". Field names s in the error.
func CheckID(field, s string) error {
	if s == Everybody {
		return FieldError(Invalid, field, `must be an id; "*" means the group and is no id`)
	}
	return checkLine(field, s, MaxID)
}

// CheckName reports why s is no name or title: 1 to 120 characters, no
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

// CheckText reports why s is no text: up to 4 000 characters, of control
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

// CheckJSONText reports whether JSON text would be repaired silently by the
// standard decoder: invalid UTF-8 and escaped lone surrogates are refused
// here, since they cannot be kept as they came.
func CheckJSONText(b []byte) error {
	if !utf8.Valid(b) {
		return Errorf(Invalid, "must be valid UTF-8")
	}
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		i++ // the escaped character; a second backslash is consumed here
		if i >= len(b) || b[i] != 'u' {
			continue
		}
		r, ok := hex4(b, i+1)
		if !ok || r < 0xD800 || r > 0xDFFF {
			continue
		}
		low, ok := rune(0), false
		if i+6 < len(b) && b[i+5] == '\\' && b[i+6] == 'u' {
			low, ok = hex4(b, i+7)
		}
		if r > 0xDBFF || !ok || low < 0xDC00 || low > 0xDFFF {
			return Errorf(Invalid, `must not contain a lone surrogate such as \u%04x`, r)
		}
		i += 10
	}
	return nil
}

func hex4(b []byte, at int) (rune, bool) {
	if at+4 > len(b) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[at:at+4]), 16, 32)
	return rune(n), err == nil
}
