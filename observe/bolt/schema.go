package bolt

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
)

// schema is the number of the schema that this program reads and writes. Open
// migrates older files to it, see [migrations].
const schema = 3

// Buckets and keys at the top of the file, and in a workspace.
const (
	bucketMeta    = "meta"
	bucketStaging = "staging"

	bucketSessions = "sessions"
	bucketCreated  = "created"
	bucketTeams    = "teams"
	bucketLogs     = "logs"
	bucketDocs     = "docs"

	keySchema      = "schema"
	keyIncarnation = "incarnation"
	keySecret      = "secret"
	keySum         = "sum"
	keyCopied      = "copied"
	keyWipe        = "wipe"
	keyKept        = "kept"
)

// bucketKinds are the buckets of a workspace.
var bucketKinds = []string{bucketSessions, bucketCreated, bucketTeams, bucketLogs, bucketDocs}

// secretSize is the length of the secret in bytes.
const secretSize = 32

func errOlder(n uint64) error {
	return fmt.Errorf("is of an older Kompas (schema %d, known is %d); start kompas serve once, which brings it up to date", n, schema)
}

// metaFault says what is wrong with the keys of the bucket meta; "" means that
// they are right.
func metaFault(keys map[string][]byte) string {
	for k, v := range keys {
		switch k {
		case keySchema, keyIncarnation, keySecret, keySum, keyKept:
		case keyCopied, keyWipe:
			if !bytes.Equal(v, []byte{1}) {
				return fmt.Sprintf("the mark %q is wrong", k)
			}
		default:
			return fmt.Sprintf("%q is not known", k)
		}
	}
	switch n := parseNumber(keys[keySchema]); {
	case n == 0:
		return "its schema is not known"
	case len(keys[keyIncarnation]) == 0 || len(keys[keySecret]) != secretSize:
		return "its incarnation or its secret is missing"
	case n > 2 && !bytes.Equal(keys[keySum], metaSumOf(keys[keySchema], keys[keyIncarnation], keys[keySecret])):
		return "the checksum of its schema, incarnation and secret is wrong"
	}
	return ""
}

func metaSumOf(schema, incarnation, secret []byte) []byte {
	return seal([]byte(bucketMeta), slices.Concat(make([]byte, crcSize), schema, incarnation, secret))[:crcSize]
}

// sumMeta stores the checksum of the schema, the incarnation and the secret in
// the bucket meta.
func sumMeta(meta *bbolt.Bucket) error {
	get := func(key string) []byte { return meta.Get([]byte(key)) }
	return meta.Put([]byte(keySum), metaSumOf(get(keySchema), get(keyIncarnation), get(keySecret)))
}

// topFault says what is wrong with the names of the top-level buckets; "" means
// that they are right.
func topFault(names []string) string {
	there := map[string]bool{}
	for _, name := range names {
		there[name] = true
	}
	for _, name := range []string{bucketMeta, bucketStaging} {
		if !there[name] {
			return fmt.Sprintf("%q is missing", name)
		}
	}
	for _, name := range names {
		kind, ws, ok := strings.Cut(name, "\x00")
		if !ok && (name == bucketMeta || name == bucketStaging) {
			continue
		}
		if !ok || !slices.Contains(bucketKinds, kind) {
			return fmt.Sprintf("%q is not known", name)
		}
		for _, kind := range bucketKinds {
			if !there[kind+"\x00"+ws] {
				return fmt.Sprintf("of workspace %q the %s are missing", ws, kind)
			}
		}
	}
	return ""
}
