package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay"
)

// statusClientClosed is what proxies log of a caller who has gone away.
const statusClientClosed = 499

// statusOf turns how a call to the bank ended into a status of this service.
func statusOf(err error) int {
	switch freedompay.OutcomeOf(err) {
	case freedompay.OutcomeDone, freedompay.OutcomeResent, freedompay.OutcomeAdopted:
		return http.StatusAccepted // the bank has it, and settles it later
	case freedompay.OutcomeUnknown:
		return http.StatusAccepted // perhaps the bank has it: it is being found out
	case freedompay.OutcomeRefused, freedompay.OutcomeFailed:
		if blocked(err) {
			return http.StatusServiceUnavailable
		}
		return http.StatusUnprocessableEntity
	case freedompay.OutcomeInvalid:
		return http.StatusBadRequest
	case freedompay.OutcomeCanceled:
		if errors.Is(err, context.Canceled) {
			return statusClientClosed
		}
		return http.StatusServiceUnavailable
	case freedompay.OutcomeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// blocked reports whether a command was refused that is not at fault: the key, a path
// or a proxy is wrong. Nothing was done. It can be sent again once that is mended.
func blocked(err error) bool {
	e, ok := errors.AsType[*freedompay.Error](err)
	return ok && freedompay.OutcomeOf(err) == freedompay.OutcomeRefused && (e.Code == "" || e.HTTPStatus == http.StatusUnauthorized)
}

// reply is what this service answers.
type reply struct {
	ID      string `json:"id,omitempty"`
	Status  string `json:"status"` // accepted, pending, done, or an outcome
	CardID  string `json:"card_id,omitempty"`
	Code    string `json:"code,omitempty"` // the bank's
	Message string `json:"message,omitempty"`
}

// failure is the reply for an error. It tells what the bank's code means, and
// what is wrong with the request; anything else is for the log.
func failure(id uuid.UUID, err error) reply {
	r := reply{Status: string(freedompay.OutcomeOf(err))}
	if blocked(err) {
		r.Status = string(freedompay.OutcomeUnavailable)
	}
	if id != uuid.Nil { // an order without an id was invalid
		r.ID = id.String()
	}
	if e, ok := errors.AsType[*freedompay.Error](err); ok && e.Code != "" {
		r.Code, r.Message = string(e.Code), e.Code.Description()
	} else if r.Status == string(freedompay.OutcomeInvalid) {
		r.Message = err.Error()
	}
	return r
}

func (r reply) write(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	switch status {
	case http.StatusAccepted:
		w.Header().Set("Location", "/cards/"+r.ID)
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(r) // a caller who has gone away is no failure
}
