package search

// englishRules undo regular plurals and those of the Greek and Latin words of
// medicine, and make British and American spellings equal. Longer endings come
// before those they end with.
const englishRules = "~ae>e6 ~oe>e6 =crises>crisis =appendices>appendix itides>itis7 stases>stasis7 oses>osis6 yses>ysis6 eses>esis6 " +
	"auses>ause5 ouses>ouse5 buses>buse5 fuses>fuse5 uses>us6 " +
	"vertebrae>vertebra8 ices>ex6 culae>cula7 cula>culum6 teria>terium6 " +
	"emboli>embolus6 thrombi>thrombus7 fungi>fungus5 cocci>coccus5 bacilli>bacillus7 calculi>calculus7 " +
	"ours>or6 our>or5 isation>ization8 isations>ization9 bre>ber5 ntre>nter6 litre>liter5 " +
	"ches>ch5 shes>sh5 sses>ss5 xes>x4 ies>y5 ss>ss4 us>us4 is>is4 s>4"

// englishEndings are kept to five letters.
const englishEndings = "a al ally ant ar ary ate ated ating ation ator e ed ent er ia ial ic ical ing ion is ism ist ity ive ly " +
	"ment on or osis otic ous sis tic um us y"

// englishGeneric are stems, sorted; their places are published, so a change
// changes every shard.
const englishGeneric = "acute adult analysis anterior autosomal bilateral biopsy body cancer care cell childhood chronic " +
	"closed complete complex congenital deficiency device disability disease disorder dominant drug evaluation exam examination " +
	"excision familial form hereditary idiopathic imaging implant infantile infection injection insertion intermediate " +
	"juvenile laboratory lateral left linked lower major management measurement minor monitoring multiple neonatal open " +
	"partial placement posterior primary procedure progressive radiologic recessive related removal repair replacement right scan " +
	"screening secondary service simple single skin subsequent supply surgery surgical syndrome system test therapy tissue total " +
	"treatment tumor type unilateral upper visit without"

const englishStop = "a about after all also am an and any are as at be been being between but by can could couldn did didn do does doesn doing " +
	"don done dont for from get gets getting had has hasn have haven having he her him his how i if in into is isn it its me my no nor of off on or our " +
	"she should shouldn so some than that the their them then there these they this those to too up us was wasn we were weren what when where which " +
	"who whom whose why will with won would wouldn you your"

const englishAsks = "what how why when where who which whose is are can could do does did should will would am may must my"

const englishSoft = "affect affected associated before being care cause caused causes change changes clinical common complication " +
	"complications contagious cost costs curable cure cured dad dangerous daughter deadly diagnose diagnosed diagnosis die " +
	"died doctor doctors dying expect expected fatal genetic happen happens help hurt hurts husband inherited know last " +
	"living long many mean mom much need needed often option options outlook painful patient patients people prevent " +
	"prevented procedure prognosis recover recovery related research rid risk risks safe serious sign signs son stop " +
	"symptom symptoms take test tests treat treated treatment treatments trial trials type types use used wife work works"
