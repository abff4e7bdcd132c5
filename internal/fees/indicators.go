package fees

import (
	"fmt"
	"slices"
	"strings"
)

// GlobalDays says how long after a service its follow-up is paid with it. The manual,
// field "Global Surgery".
type GlobalDays string

// The values of GLOB DAYS.
const (
	NoDays     GlobalDays = "000" // the day of the service only
	TenDays    GlobalDays = "010"
	NinetyDays GlobalDays = "090" // and the day before
	Maternity  GlobalDays = "MMM"
	NoConcept  GlobalDays = "XXX"
	Contractor GlobalDays = "YYY"
	AddOn      GlobalDays = "ZZZ"
)

var globalDays = []GlobalDays{NoDays, TenDays, NinetyDays, Maternity, NoConcept, Contractor, AddOn}

// Meaning says in our words what it means.
func (g GlobalDays) Meaning() string {
	switch g {
	case NoDays:
		return "the day of the procedure only: no follow-up days are included"
	case TenDays:
		return "10 days of follow-up are included"
	case NinetyDays:
		return "the day before and 90 days of follow-up are included"
	case Maternity:
		return "maternity care has its own period"
	case NoConcept:
		return "no global period applies"
	case Contractor:
		return "the Medicare contractor sets the global period"
	case AddOn:
		return "an add-on to another service, in whose global period it lies"
	}
	return ""
}

// Days returns the length of the period in days, and false where the schedule gives no
// number.
func (g GlobalDays) Days() (int, bool) {
	switch g {
	case NoDays:
		return 0, true
	case TenDays:
		return 10, true
	case NinetyDays:
		return 90, true
	}
	return 0, false
}

// Status explains the letter of STATUS CODE. The manual, field "Status Code".
type Status struct {
	// Meaning is in our words.
	Meaning string
	// Unpaid is set if Medicare pays nothing for the code by itself. Codes that are
	// paid under another schedule, such as tests and drugs, are not among them.
	Unpaid bool
	// Deleted is set if the code is no longer valid.
	Deleted bool
}

// StatusOf returns what a status letter means, and false for a letter that has no
// meaning.
func StatusOf(letter byte) (Status, bool) {
	switch letter {
	case 'A':
		return Status{Meaning: "active: paid separately when covered"}, true
	case 'B':
		return Status{Meaning: "bundled: its payment is always part of another service", Unpaid: true}, true
	case 'C':
		return Status{Meaning: "the Medicare contractor sets the price"}, true
	case 'D', 'F':
		return Status{Meaning: "deleted", Unpaid: true, Deleted: true}, true
	case 'E':
		return Status{Meaning: "left out of this schedule by regulation; paid, if at all, in another way"}, true
	case 'G', 'I':
		return Status{Meaning: "not valid for Medicare, which uses another code", Unpaid: true}, true
	case 'H':
		return Status{Meaning: "its modifier is deleted", Unpaid: true, Deleted: true}, true
	case 'J':
		return Status{Meaning: "anesthesia: paid by base units and time"}, true
	case 'M':
		return Status{Meaning: "a measurement code, for reporting only", Unpaid: true}, true
	case 'N':
		return Status{Meaning: "not covered by Medicare", Unpaid: true}, true
	case 'P':
		return Status{Meaning: "bundled or excluded: no separate payment", Unpaid: true}, true
	case 'R':
		return Status{Meaning: "restricted coverage: special rules apply"}, true
	case 'T':
		return Status{Meaning: "paid only if nothing else is paid on that day to the same provider"}, true
	case 'X':
		return Status{Meaning: "no physician service by law; paid, if at all, under another schedule"}, true
	}
	return Status{}, false
}

// Fault says why a modifier does not go with a service: a sentence in our words that
// names the column and its value. It is empty if the modifier goes with it, if the
// schedule says nothing about that modifier, or if the cell is empty.
//
// The manual, fields "PC/TC Indicator", "Bilateral Surgery", "Assistant at Surgery",
// "Co-Surgeons", "Team Surgery" and "Global Surgery"; for modifiers 54 to 79 chapter 12,
// section 40. Modifiers 58, 78 and 79 stand with the later procedure, which may itself
// have no follow-up days: they are only at odds with codes that know no global period.
func (v Service) Fault(modifier string) string {
	switch m := strings.ToUpper(modifier); m {
	case "50", "RT", "LT":
		return v.side()
	case "26", "TC":
		return v.component(m)
	case "62":
		return pick(v.CoSurgeons, "CO-SURG", map[byte]string{
			'0': "two surgeons are not paid for this service", '9': "the idea of two surgeons does not apply to this service"})
	case "66":
		return pick(v.Team, "TEAM SURG", map[byte]string{
			'0': "a team of surgeons is not paid for this service", '9': "the idea of a surgical team does not apply to this service"})
	case "80", "81", "82", "AS":
		return pick(v.Assistant, "ASST SURG", map[byte]string{
			'1': "by law, an assistant is not paid for this service", '9': "the idea of an assistant does not apply to this service"})
	case "54", "55", "56":
		return v.period(NoDays, NoConcept, AddOn)
	case "58", "78", "79":
		return v.period(NoConcept)
	}
	return ""
}

func (v Service) side() string {
	return pick(v.Bilateral, "BILAT SURG", map[byte]string{
		'0': "the body has no two sides for this service, or the code names one side and another code both",
		'2': "the code is priced for both sides already",
		'9': "the idea of two sides does not apply to this service"})
}

func (v Service) component(modifier string) string {
	if modifier == "26" && v.rows&rowProfessional != 0 || modifier == "TC" && v.rows&rowTechnical != 0 {
		return ""
	}
	faults := map[byte]string{
		'0': "this is a physician's service, which has no two parts",
		'2': "the code is the doctor's part alone already",
		'3': "the code is the technical part alone already",
		'4': "the code is for both parts together, and other codes for each of them",
		'5': "the service is covered as part of a physician's care, and has no two parts",
		'7': "a therapist's service has no two parts",
		'8': "the code is the doctor's reading of a test already",
		'9': "the idea of two parts does not apply to this service",
	}
	if modifier == "TC" {
		faults['6'] = "only the doctor's reading of this laboratory test is on this schedule"
	}
	return pick(v.Components, "PCTC IND", faults)
}

func (v Service) period(not ...GlobalDays) string {
	if !slices.Contains(not, v.GlobalDays) {
		return ""
	}
	return fmt.Sprintf("the code has no follow-up days that it could speak of (GLOB DAYS %s)", string(v.GlobalDays))
}

func pick(value byte, column string, faults map[byte]string) string {
	fault := faults[value]
	if fault == "" {
		return ""
	}
	return fmt.Sprintf("%s (%s %c)", fault, column, value)
}

// Billing says in sentences what the schedule says of the service.
func (v Service) Billing() []string {
	var out []string
	if st, ok := StatusOf(v.Status); ok {
		out = append(out, fmt.Sprintf("Medicare physician fee schedule: status %c, %s.", v.Status, st.Meaning))
	}
	if v.GlobalDays != "" {
		out = append(out, fmt.Sprintf("Global days: %s, %s.", string(v.GlobalDays), v.GlobalDays.Meaning()))
	}
	return out
}

// judged are the modifiers that the schedule says something about.
var judged = []string{"26", "50", "54", "55", "56", "58", "62", "66", "78", "79", "80", "81", "82", "AS", "LT", "RT", "TC"}

// Modifiers returns the modifiers that the schedule says go with the service, in
// order.
func (v Service) Modifiers() []string {
	var out []string
	for _, m := range judged {
		if v.confirms(m) {
			out = append(out, m)
		}
	}
	return out
}

// confirms reports whether the schedule says that a modifier goes with the service,
// which is more than that nothing speaks against it.
func (v Service) confirms(modifier string) bool {
	period := v.GlobalDays == TenDays || v.GlobalDays == NinetyDays
	switch modifier {
	case "50", "LT", "RT":
		return v.Bilateral == '1' || v.Bilateral == '3'
	case "26", "TC":
		return v.Components == '1'
	case "62":
		return v.CoSurgeons == '1' || v.CoSurgeons == '2'
	case "66":
		return v.Team == '1' || v.Team == '2'
	case "80", "81", "82", "AS":
		return v.Assistant == '2'
	default:
		return period
	}
}
