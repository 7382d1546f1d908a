package redact

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/textproto"
	"net/url"
	"strings"
	"syscall"
)

// A TransportError is what is told of an error of the transport: a text that fits
// for a log, whether it was a timeout, and whether a context ended. The error
// itself is not kept. net/http quotes what it cannot parse, which may be a card
// number, and a printer that goes by reflection finds whatever is in the chain.
type TransportError struct {
	text    string
	timeout bool
	ctx     error // context.Canceled, context.DeadlineExceeded or nil
}

// NewTransportError takes from err what may be told.
func NewTransportError(err error) *TransportError {
	told := &TransportError{text: safeText(err)}
	if timed, ok := errors.AsType[net.Error](err); ok {
		told.timeout = timed.Timeout()
	}
	switch {
	case errors.Is(err, context.Canceled):
		told.ctx = context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		told.ctx, told.timeout = context.DeadlineExceeded, true
	}
	return told
}

// Error returns the text.
func (t *TransportError) Error() string { return t.text }

// Unwrap returns the error of the context, if that is what it was.
func (t *TransportError) Unwrap() error { return t.ctx }

// Timeout makes it a [net.Error].
func (t *TransportError) Timeout() bool { return t.timeout }

// Temporary makes it a [net.Error]; its meaning was never defined.
func (t *TransportError) Temporary() bool { return t.timeout }

// safeText returns what an error of a transport says, without what the
// peer said: no header line, nothing quoted, and no digits but those of
// addresses, which are the caller's.
func safeText(err error) string {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // it repeats the URL
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return operationText(failed)
	}
	return causeText(err)
}

// operationText is the text of an operation on a connection, from the parts that
// the package net has made.
func operationText(failed *net.OpError) string {
	var text strings.Builder
	text.WriteString(failed.Op)
	if failed.Net != "" {
		text.WriteString(" " + failed.Net)
	}
	if failed.Source != nil {
		text.WriteString(" " + failed.Source.String())
	}
	if failed.Addr != nil {
		if failed.Source != nil {
			text.WriteString("->")
		} else {
			text.WriteString(" ")
		}
		text.WriteString(failed.Addr.String())
	}
	if failed.Err != nil {
		text.WriteString(": " + causeText(failed.Err))
	}
	return plainLine(text.String())
}

// causeText is the text of what lies at the bottom of an error.
func causeText(err error) string {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno.Error()
	}
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return Mask("lookup "+lookup.Name+": "+unquoted(lookup.Err), "")
	}
	if _, ok := errors.AsType[textproto.ProtocolError](err); ok {
		return "malformed MIME header" // its text is the line
	}
	text := unquoted(err.Error())
	if ofCertificate(err) { // names of hosts, dates and addresses
		return Mask(text, "")
	}
	const shortest = 3 // as a CVV
	return cut(maskNumbers(plainLine(text), shortest))
}

// unquoted returns text up to where it goes on with words of the peer.
func unquoted(text string) string {
	for _, start := range []string{`"`, "`", "debug="} {
		text, _, _ = strings.Cut(text, start)
	}
	const line = "malformed MIME header" // which older releases do not quote
	if before, _, ok := strings.Cut(text, line); ok {
		text = before + line
	}
	return strings.TrimRight(text, " :,;(=")
}

// ofCertificate reports whether err says why a certificate is not trusted.
func ofCertificate(err error) bool {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.CertificateInvalidError](err)
	return ok
}
