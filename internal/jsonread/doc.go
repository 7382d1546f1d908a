// Package jsonread reads the JSON of a peer that is not trusted: under a bound of
// memory and of depth, until a context ends, and with errors that say where but
// quote nothing. It also finds members in JSON that the caller has made.
package jsonread
