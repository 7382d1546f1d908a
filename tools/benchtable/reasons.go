package main

// reasons says of the rows that miss a budget what stands in the way and what
// was tried.
var reasons = map[string]string{
	"S3": "crypto/hmac alone, with its keyed state kept (HMAC beside it), takes most of what the budget allows. To keep the state behind " +
		"the protected header for each path would save one hash block of three, but takes an HMAC of our own instead of the standard library's. " +
		"Leaving out the lookup of the header altogether was tried and saves a tenth; gathering what is hashed into one write saves nothing.",
	"B1": "about 30 % of it is debug information, which `-ldflags='-s -w'` leaves out. Without the logger, tried on a copy, it is a quarter less; but " +
		"a payment client without log/slog leaves its users blind. Methods that a program does not call are not linked.",
}
