package check

// rules is read from top to bottom: by what they are about, and within that by how
// soon an author meets them.
var rules = []Rule{
	// Codes.
	codeFormat,
	codeFilename,
	codeDuplicate,
	codeSection,
	trademark,
	codeAbsent,
	codeStatus,
	codeMeaning,
	descriptorCopied,
	// Billing.
	modifierUnknown,
	modifierConflict,
	modifierNotApplicable,
	globalDays,
	costIncomplete,
	costOrder,
	// Governance.
	reviewedMissing,
	reviewedFuture,
	reviewDue,
	reviewedWithoutChange,
	reviewerMissing,
	referencesMissing,
	referenceOld,
	// Language.
	readingGrade,
	longSentence,
	unexplainedTerm,
	abbreviationUnexpanded,
	absoluteClaim,
	boilerplate,
	// Safety.
	emergencyCalloutMissing,
	adviceDisclaimer,
	// Privacy.
	phi,
	thirdParty,
	// Structure.
	sectionMissing,
	sectionHeading,
	placeholder,
	sectionEmpty,
	sectionOrder,
	headingSkip,
	linkTextVague,
	orphan,
	relatedExists,
	aliasTaken,
	linkBroken,
	linkExternal,
	anchorBroken,
	imageMissing,
	imageAlt,
	imageLarge,
	// Waivers.
	allowUnknown,
	allowReason,
	allowUnneeded,
}

// Rules returns every rule in the order of the documentation.
func Rules() []Rule { return rules }
