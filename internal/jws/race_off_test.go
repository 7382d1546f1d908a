//go:build !race

package jws_test

const raceDetector = false
