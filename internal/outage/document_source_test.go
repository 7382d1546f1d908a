package outage_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/freedompay-go/freedompay"
	"github.com/freedompay-go/freedompay/freedompaytest"
)

type sourceFunc func(p []byte, offset int64) (int, error)

func (f sourceFunc) ReadAt(p []byte, offset int64) (int, error) { return f(p, offset) }

// A source that blocks does not hold a call beyond its deadline, at whichever of its
// reads, and one that panics fails the call and not the process.
func TestDocumentSourceThatBlocksOrPanics(t *testing.T) {
	pdf := append([]byte("%PDF-"), bytes.Repeat([]byte("x"), 64<<10)...)
	for blockedAt := range 8 {
		for _, panics := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				defer close(release)
				var reads atomic.Int32
				source := sourceFunc(func(p []byte, offset int64) (int, error) {
					if int(reads.Add(1)) == blockedAt+1 {
						if panics {
							panic("4400 0000 0000 0000")
						}
						<-release
					}
					return bytes.NewReader(pdf).ReadAt(p, offset)
				})
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				started := time.Now()
				_, err := freedompaytest.New().Client().Clients.Create(ctx, freedompay.CreateClientRequest{
					ProductID: freedompay.ClientProductInstant,
					Client:    freedompay.NewClient{Phone: 77001234567, Document: freedompay.DocumentFrom(source, int64(len(pdf)))},
				})
				if time.Since(started) > time.Second+60*time.Millisecond {
					t.Errorf("read %d: back after %v", blockedAt, time.Since(started))
				}
				if blocked := int(reads.Load()) > blockedAt; !panics && blocked && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("read %d blocks: %v", blockedAt, err)
				}
				if err != nil && strings.Contains(err.Error(), "4400 0000") {
					t.Errorf("read %d: %v", blockedAt, err)
				}
			})
		}
	}
}

// A document that cannot be read once, whenever that is, is not sent under a
// signature of something else.
func TestDocumentSourceThatFailsOnce(t *testing.T) {
	pdf := append([]byte("%PDF-"), make([]byte, 10_000)...)
	for failing := 1; ; failing++ {
		reads := 0
		source := sourceFunc(func(p []byte, offset int64) (int, error) {
			if reads++; reads == failing {
				return 0, errors.New("the disk is busy")
			}
			return bytes.NewReader(pdf).ReadAt(p, offset)
		})
		for _, algorithm := range []freedompay.Algorithm{freedompay.HS512, freedompay.LegacySHA256} {
			bank := answering(200, accepted)
			reads = 0
			_, err := newClient(t, bank, freedompay.WithAlgorithm("/v5/card-api", algorithm)).Clients.Create(t.Context(), freedompay.CreateClientRequest{
				ProductID: freedompay.ClientProductInstant,
				Client:    freedompay.NewClient{Phone: 77001234567, Document: freedompay.DocumentFrom(source, int64(len(pdf)))},
			})
			if (err == nil) != (reads < failing) {
				t.Errorf("read %d of %d fails: %v", failing, reads, err)
			}
			for _, sent := range bank.sent {
				if sent.method == "" { // its body broke off
					continue
				}
				if sum := sha256.Sum256([]byte(sent.body + testKey)); algorithm == freedompay.LegacySHA256 && sent.header.Get("Sign") != hex.EncodeToString(sum[:]) {
					t.Errorf("read %d fails: the signature is not that of what was sent", failing)
				} else if algorithm == freedompay.HS512 {
					checkOwnSignature(t, sent)
				}
			}
		}
		if reads < failing {
			break
		}
	}
}
