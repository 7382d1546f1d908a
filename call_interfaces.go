package freedompay

import (
	"context"

	"github.com/google/uuid"

	"github.com/freedompay-go/freedompay/internal/jsonread"
)

// What a request may be besides a struct that is encoded as it is.
type (
	// checked says what is wrong with it before it is sent.
	checked interface{ check(*checker) }

	// asking changes nothing.
	asking interface{ asks() }

	// headerIdentified is a command whose id travels in the header Request-Id alone.
	headerIdentified interface{ headerID() uuid.UUID }

	// shadowed is encoded from a copy, because plain JSON refuses its secret or
	// document, or holds a field that is not sent.
	shadowed interface{ shadow() any }

	// withholding has a secret or a document at a path of member names, which goes
	// where its shadow has a placeholder.
	withholding interface {
		withheld() (path string, s Secret, d Document)
	}

	// restored sets the fields that are not sent from what was sent.
	restored interface{ restore() }
)

// What an answer may be besides a struct that JSON is decoded into.
type (
	// answered keeps itself as it arrived, and is made ready to be returned: with
	// the command's RequestID, and the bank's words made fit for a log.
	answered interface {
		keep(raw)
		returned(*prepared)
	}

	// progressing says how far its command has come.
	progressing interface{ progress() RequestStatus }

	// special is read by other rules than most answers are.
	special interface{ traits() traits }

	// scattered has members that may stand elsewhere than its type says.
	scattered interface {
		gather(r *jsonread.Reader, data []byte) error
	}

	// streamed is read while it arrives, and not kept.
	streamed interface {
		read(ctx context.Context, from *timedReader, limit int64) (verdict, error)
		begun() bool
	}
)

// traits are the rules that an answer is read by.
type traits struct {
	mayLackStatus  bool // the vendor's page calls its status optional
	tellsOfAnother bool // its request_status is that of the request that was asked about
}

func traitsOf(answer any) traits {
	if s, ok := answer.(special); ok {
		return s.traits()
	}
	return traits{}
}

// Who is what.
var (
	_ = []checked{
		ActivateCardRequest{}, BlockCardRequest{}, BulkIssueCardsRequest{}, CardInfoRequest{}, CardStatementRequest{},
		CloseCardRequest{}, ExtendedStatementRequest{}, IssueCardRequest{}, IssuePlasticRequest{}, LinkCardRequest{},
		ResetPINCounterRequest{}, SecretDataV2Request{}, SetPINRequest{}, UnblockCardRequest{}, ValidateCardholderRequest{},
		CreateClientRequest{}, UpdateClientRequest{},
		ClearTransactionRequest{}, CreateTransactionRequest{}, RefundTransactionRequest{},
		ListLimitsRequest{}, SetLimitsRequest{},
		ConfirmGiftCardRequest{}, IssueGiftCardRequest{}, ResendGiftCardRequest{}, ResendGiftCodeRequest{},
		AddWalletRequest{}, BlockWalletRequest{}, CloseWalletRequest{}, IdentifyWalletOwnerRequest{}, WalletStatementRequest{},
		AddPartnerClientRequest{}, AddPartnerProductRequest{}, AddPartnerUserRequest{}, GrantPartnerUserRequest{}, SendPartnerAuthDataRequest{},
		AddRateRequest{},
		cardQuery{}, clientQuery{}, giftCardQuery{}, requestQuery{}, transactionQuery{}, walletQuery{},
	}
	_ = []asking{
		CardInfoRequest{}, CardStatementRequest{}, ExtendedStatementRequest{}, ListLimitsRequest{},
		SecretDataV2Request{}, ValidateCardholderRequest{}, WalletStatementRequest{},
	}
	_ = []headerIdentified{
		AddRateRequest{}, ConfirmGiftCardRequest{}, IssueGiftCardRequest{}, ResendGiftCardRequest{}, ResendGiftCodeRequest{}, SetPINRequest{},
	}
	_ = []shadowed{
		ClearTransactionRequest{}, ConfirmGiftCardRequest{}, CreateClientRequest{}, IdentifyWalletOwnerRequest{}, RefundTransactionRequest{}, SetPINRequest{},
	}
	_ = []withholding{ConfirmGiftCardRequest{}, CreateClientRequest{}, IdentifyWalletOwnerRequest{}, SetPINRequest{}}
	_ = []restored{&ClearTransactionRequest{}, &RefundTransactionRequest{}, &SetPINRequest{}}

	_ = []answered{
		&Envelope{}, &GiftAnswer{}, // and what embeds them
		&PartnerProductAdded{}, &PartnerRequestState{}, &PartnerUserAdded{}, &RateAdded{}, &RequestState{}, &Result{}, &WalletRequestState{},
	}
	_ = []special{
		&ExtendedStatement{}, &PartnerClientAdded{}, &PartnerProductAdded{}, &PartnerRequestState{}, &RateAdded{}, &RequestState{}, &WalletRequestState{},
	}
	_ progressing = &Answer{}
	_ scattered   = &ExtendedStatement{}
	_ streamed    = &lines[Operation]{}
)
