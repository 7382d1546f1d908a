package freedompay

import "strings"

// verdict is what an answer says of the call, whatever the dialect.
type verdict struct {
	Status        Status
	RequestStatus RequestStatus
	Code          ErrorCode
	Description   string

	errs bool // it names an error where no page does, and no status
	more bool // it has members that say nothing here
}

// accepted reports whether the bank took the call: ok, or 0 of the gift cards.
func (v verdict) accepted() bool {
	return strings.EqualFold(string(v.Status), "ok") || v.Status == "0"
}

// refused reports whether the bank refused the call, and with which code. The
// gift cards' negative status is the code itself.
func (v verdict) refused() (ErrorCode, bool) {
	if strings.HasPrefix(string(v.Status), "-") {
		return ErrorCode(v.Status), true
	}
	code := v.Code
	if strings.Trim(string(code), "0") == "" { // what some partner pages print beside a success
		code = ""
	}
	return code, strings.EqualFold(string(v.Status), "error")
}

// implied reports whether an answer without a status may be a success all the
// same: its page allows that, and it names no error.
func (v verdict) implied(answer any) bool {
	_, ok := answer.(tacit)
	code, _ := v.refused()
	return ok && v.Status == "" && code == "" && v.Description == "" && !v.errs
}

// tacit is an answer whose status the vendor's page calls optional.
type tacit interface{ mayLackStatus() }

// aboutAnother is an answer whose request_status tells of the request that was
// asked about, and not of the asking.
type aboutAnother interface{ tellsOfAnother() }
