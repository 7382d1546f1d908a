//go:build race

package jws_test

// raceDetector: sync.Pool then drops what it is given at random, so that memory
// says nothing.
const raceDetector = true
