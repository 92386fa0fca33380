/**
 * Words that change what a sentence means, as parts of expressions. Rather one too many than one too few:
 * what is in doubt goes to a person.
 */
const words = (...cues: string[]): RegExp =>
	new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${cues.join('|')})(?![\p{L}\p{N}])`, 'iu');

/** Something is denied, absent, or was not done. */
export const NEGATED = words(
	'no|not|none|never|without|deny|denies|denied|denying|negatives?|absent|absence',
	'lacks?|lacking|neither|nor|free of|ruled out|rules out|excluded|declin(?:e|es|ed|ing)',
	"refus(?:e|es|ed|ing|al)|cannot|can'?t|hasn'?t|haven'?t|hadn'?t|isn'?t|aren'?t|wasn'?t",
	"weren'?t|doesn'?t|don'?t|didn'?t|won'?t|couldn'?t|wouldn'?t|shouldn'?t|ain'?t|unable",
	'unremarkable|fail(?:s|ed)? to|discontinued|contraindicated|neg|nil|w/o|nothing|nobody',
	'zero|0(?![.,]\\d)|no one|nowhere|hardly|barely|scarcely|rarely|seldom|avoid(?:s|ed|ing)?|withh[eo]ld|held',
	'on hold|hold|ceased|skipp(?:ed|s|ing)|dropped out|gave up|false|incorrect|wrong|error',
	'unfinished|uncompleted|unsuccessful|short of|against|reject(?:s|ed)?|nonexistent|nope',
	String.raw`rather than|instead(?: of)?|non[- ]?\p{L}+|cleared|clear of|normal|disput(?:es|ed)`,
);

/** It is about a relative, or about anybody else. */
export const FAMILY = words(
	'family history|family hx|fhx|fh|fam hx|familial|family|mother|father|parents?|sisters?|brothers?',
	'siblings?|aunts?|uncles?|grand(?:mother|father|parents?|ma|pa|son|daughter|child)|cousins?',
	'sons?|daughters?|maternal|paternal|wife|husband|spouse|relatives?|mom|mum|dad|nieces?|nephews?',
	"(?:mother|father|sister|brother|wife|husband|son|mom|dad)['’]s|roommates?|housemates?|partner",
	'donors?|fetus|fetal|baby|babies|infant|newborn|neonate|child|children|kids?|boyfriend',
	'girlfriend|fianc[eé]e?|friends?|neighbou?rs?|co-?workers?|colleagues?|caregivers?|carers?',
	'guardian|twins?|foster|in-law|step\\p{L}+|other patients?|another patient|recipient|contacts?',
	'classmates?|teammates?|employers?|somebody|someone|others?|dog|cat|pet|people|kin',
);

/** Planned, asked for, feared, taught, allowed or conditional: nothing that is so. */
export const NOT_REAL = words(
	'plan(?:s|ned|ning)?|schedul(?:e|ed|es|ing)|will|would|should|shall|must|if|unless|whether',
	'consider(?:s|ed|ing|ation)?|recommend(?:s|ed|ing|ations?)?|refer(?:s|red|rals?)?|when|once(?! (?:daily|a|per|every|weekly|monthly))',
	'await(?:s|ing)?|pending|order(?:ed|s|ing)?|request(?:ed|s|ing)?|to undergo|to start',
	'to begin|to try|to have|to get|to complete|in case|monitor(?:ing)? for|watch for|risks? of|risk for|rule out|r/o',
	'discuss(?:ed|es|ing|ion)?|offer(?:ed|s)?|candidate for|hop(?:es|ing)|intend(?:s|ed)?',
	'advis(?:e|es|ed)|instruct(?:ed|ions?)|may need|needs?|return(?:s)? for|prevent(?:s|ion|ing|ative)?|template|example',
	'screen(?:s|ed|ing)?|eval|evals|evaluat(?:e|es|ed|ing|ions?)|work(?:ed|ing)?[- ]?up|assess(?:ed|ing)? for|to assess',
	String.raw`educat(?:ed|e|ion|ing)|counsel\p{L}*|encourag\p{L}*|yet to|goals?|cancel\p{L}*`,
	'postponed|deferred|delayed|no[- ]show|missed|abort(?:ed)?|interested in|upcoming|tomorrow',
	'would like|wants?|wish(?:es)?|asks?|asked|due(?! to)|eligib(?:le|ility)|approv(?:al|ed|es)',
	String.raw`expect(?:ed|s)?|anticipat\p{L}*|handouts?|information (?:on|about)|teaching|exclude|excludes|excluding`,
	String.raw`prior to|until|before|precautions?|prophyla\p{L}*|targets?|allow\p{L}*|authori[sz]\p{L}*|limit\p{L}*`,
	String.raw`cover(?:s|ed|age)|benefits?|insur\p{L}*|polic(?:y|ies)|requirements?|maximum|minimum|next|future|later`,
	String.raw`prescrib\p{L}*|promis\p{L}*|agree[sd]? to|willing|ready to|options?|alternativ\p{L}*|appointments?|consent\p{L}*`,
	String.raw`remaining|reduc\p{L}*|increased from|decreased from|taper\p{L}*|titrat\p{L}*|chang(?:e|ed|es|ing) (?:from|to)`,
	'adjust(?:ed|ing)?|switch(?:ed|ing)?|comparison|compared|reference|range|ideal|desired|baseline|previously recorded',
	'supposed to|able to|wean\\p{L}*|allerg\\p{L}*|intoleran\\p{L}*|reaction|overdose|trial of|look(?:ing)? for|searching for|to check',
);

/** Nobody is sure, or it was not finished. */
export const UNCERTAIN = words(
	'possibl[ey]|probabl[ey]|likely|unlikely|suspect(?:s|ed)?|suspicion|suspicious|poss|prob',
	'presum(?:ed|ably|ptive)|questionable|unclear|unknown|uncertain|unsure|not sure|ambiguous',
	'concern(?:s|ed|ing)?|suggest(?:s|ed|ive|ing)?|might|may|could|apparent(?:ly)?|maybe|can',
	String.raw`perhaps|differential|ddx|versus|vs|reportedly|\?|unconfirmed|allegedly|supposedly|rumou?red`,
	'appears?|seem(?:s|ed|ingly)?|doubt(?:s|ed|ful)?|query|equivocal|inconclusive|indeterminate',
	'borderline|insufficient|inadequate|partial(?:ly)?|incomplete(?:ly)?|think(?:s|ing)?|thought',
	'attempt(?:s|ed)?|stopp?(?:ed|s)?|interrupted|copied|believ(?:es|ed)|claims?|claimed|states? that',
	'almost|nearly|mostly|somewhat|half|halfway|except|but|however|although|though|otherwise',
	'consistent with|compatible with|worrisome|mimic(?:s|king)?|like|-like|pseudo\\p{L}*|provisional|tentative|working diagnosis',
	'disagree\\p{L}*|contradict\\p{L}*|conflict\\p{L}*|verify|verified by|confirm with|to be',
);

/** Of former times, or over. */
export const PAST = words(
	'history of|h/o|hx|hx of|s/p|status post|previous(?:ly)?|prior|former(?:ly)?|old|earlier',
	'in the past|past|ago|resolved|no longer|remote|childhood|as a child|used to',
	'at (?:the time of )?(?:diagnosis|onset|admission|discharge|presentation)|delivered|postpartum|miscarr\\p{L}*|quit|stopped|discontinued|healed|gone|r[au]n out|at age|at birth|infancy|in infancy|cured|remission|last (?:year|month|summer|winter|spring|fall)',
);

/** Words that look like a denial and are none. */
export const NOT_A_NEGATION = words(
	'not only|no doubt|no longer than|no less than|no fewer than|no more than',
	'no later than|not limited to|no change|without change',
);
