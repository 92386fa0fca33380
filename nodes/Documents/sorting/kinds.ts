/** What kind of document it is; `other` when nothing fits. */
export const DOCUMENT_KINDS = [
	'blank',
	'clinical-note',
	'consent',
	'discharge-summary',
	'fax-cover',
	'imaging-report',
	'insurance-card',
	'laboratory-report',
	'medication-list',
	'operative-note',
	'order',
	'other',
	'pathology-report',
	'payer-decision',
	'payer-question',
	'prior-authorization-request',
	'referral',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** What speaks for a kind: a pattern of the plain text of a page, and how much. */
export interface KindSign {
	readonly pattern: RegExp;
	readonly weight: number;
}

export interface KindRules {
	readonly kind: DocumentKind;
	/** Headings, looked for in the lines at the top. */
	readonly titles: readonly RegExp[];
	/** Looked for everywhere. */
	readonly signs: readonly KindSign[];
}

const sign = (pattern: RegExp, weight = 1): KindSign => ({ pattern, weight });

/** Text is in lower case, with single spaces. */
export const KIND_RULES: readonly KindRules[] = [
	{
		kind: 'fax-cover',
		titles: [/\bfa(x|csimile) (cover|transmi)/, /^(fax|facsimile)( message)?$/, /\bcover sheet\b/],
		signs: [
			sign(/\b(number|no\.?|#) of pages\b|\bpages? \(?including (this )?cover/, 1.5),
			sign(/\bif you (have )?received? this (fax|transmission|communication)\b/),
			sign(/\bconfidentiality (notice|statement)\b/),
			sign(/^to ?:/m, 0.5),
			sign(/^from ?:/m, 0.5),
			sign(/^(re|subject) ?:/m, 0.5),
		],
	},
	{
		kind: 'prior-authorization-request',
		titles: [
			/\b(prior|pre[- ]?) ?authori[sz]ation (request|form)/,
			/\brequest for (prior|pre[- ]?) ?authori[sz]ation/,
			/\bpre-?certification request/,
			/\bservice authori[sz]ation request/,
		],
		signs: [
			sign(/\b(requesting|rendering|servicing) (provider|physician|facility)\b/),
			sign(/\b(expedited|urgent|standard) (request|review)\b/),
			sign(/\b(procedure|cpt|hcpcs) codes?\b/),
			sign(/\bmember (id|number)\b/, 0.5),
			sign(/\b(clinical|medical) (justification|necessity)\b/),
			sign(/\bplace of service\b/),
			sign(/\bdate\(?s?\)? of service requested\b|\bunits requested\b/),
		],
	},
	{
		kind: 'payer-decision',
		titles: [
			/\bnotice of (adverse |coverage |authori[sz]ation )?(determination|decision|denial|approval)/,
			/\bdetermination (letter|notice)/,
			/\bauthori[sz]ation (approval|denial|decision)/,
		],
		signs: [
			sign(/\b(has|have) been (approved|denied|partially approved)\b/, 1.5),
			sign(/\b(authori[sz]ation|reference) number\b/),
			sign(/\b(right to|how to|file an?) appeal\b/, 1.5),
			sign(/\bpeer[- ]to[- ]peer\b/),
			sign(/\breason for (the )?(denial|decision)\b/),
			sign(/\bnot medically necessary\b/),
		],
	},
	{
		kind: 'payer-question',
		titles: [
			/\brequest for (additional|more|further) (clinical )?information\b/,
			/\b(additional|more|further) (clinical )?information (is )?(needed|required|requested)\b/,
			/\b(notice of )?pended (request|authori[sz]ation|review)\b/,
		],
		signs: [
			sign(/\b(request|authori[sz]ation|review)\b[^\n.]{0,60}\b(is|has been|was) pended\b/, 2),
			sign(/\bplease (send|submit|provide|fax|forward)\b/),
			sign(/\bwithin \d{1,3} (calendar |business |working )?(days|hours)\b/),
			sign(/\bwe (need|require) (additional|more|further)\b/, 1.5),
			sign(/\byour request for (prior |pre-?)?authori[sz]ation\b/, 1.5),
		],
	},
	{
		kind: 'referral',
		titles: [/\breferral( form| letter| request)?\b/, /\bconsult(ation)? request\b/],
		signs: [
			sign(/\b(referring|referred by)\b/),
			sign(/\b(referred|refer) to\b/),
			sign(/\breason for (referral|consult)/, 1.5),
			sign(/\b(thank you for seeing|kindly (see|evaluate)|please (see|evaluate))\b/, 1.5),
		],
	},
	{
		kind: 'order',
		titles: [
			/^(physician|imaging|laboratory|radiology|diagnostic|dme)? ?orders?( form)?$/,
			/\border requisition\b/,
			/\brequisition\b/,
		],
		signs: [
			sign(/\bordering (provider|physician)\b/),
			sign(/\b(exam|test|item)s? ordered\b/, 1.5),
			sign(/\bordered on\b|\border date\b|\border (number|#)/),
			sign(/\b(stat|routine) priority\b|\bpriority ?: ?(stat|routine|urgent)/),
		],
	},
	{
		kind: 'laboratory-report',
		titles: [
			/\blaborator?y (report|results?)\b/,
			/^lab (report|results?)\b/,
			/\b(complete blood count|metabolic panel)\b/,
		],
		signs: [
			sign(/\breference (range|interval)\b/, 1.5),
			sign(/\bspecimen\b/),
			sign(/\b(collected|received|reported) ?:/, 0.5),
			sign(/\b(mg\/dl|mmol\/l|g\/dl|u\/l|k\/ul|x10)/),
			sign(/\b(hemoglobin|glucose|creatinine|sodium|potassium|platelets)\b/),
			sign(/\b(flag|abnormal)\b/, 0.5),
		],
	},
	{
		kind: 'pathology-report',
		titles: [/\b(surgical )?pathology( report)?\b/, /\bcytology report\b/],
		signs: [
			sign(/\bgross description\b/, 1.5),
			sign(/\bmicroscopic (description|examination)\b/, 1.5),
			sign(/\bfinal (pathologic(al)? )?diagnosis\b/),
			sign(/\bspecimen (submitted|\(?s\)? received)\b/),
		],
	},
	{
		kind: 'imaging-report',
		titles: [
			/\b(radiology|imaging|diagnostic imaging) (report|consultation)\b/,
			/^(mri|ct|x-?ray|ultrasound|mammogra\w+|xr|us) (of )?(the )?[a-z]/,
		],
		signs: [
			sign(/^technique ?:/m),
			sign(/^comparison ?:/m),
			sign(/^findings ?:/m),
			sign(/^impression ?:/m),
			sign(/\b(contrast|axial|sagittal|radiograph|views)\b/, 0.5),
			sign(/\bradiologist\b/, 0.5),
		],
	},
	{
		kind: 'discharge-summary',
		titles: [/\bdischarge summary\b/, /\bhospital discharge\b/],
		signs: [
			sign(/\b(admission|admit) date\b|\bdate of admission\b/),
			sign(/\bdischarge date\b|\bdate of discharge\b/),
			sign(/\bhospital course\b/, 1.5),
			sign(/\bdischarge (medications|instructions|diagnos[ei]s|condition)\b/),
		],
	},
	{
		kind: 'operative-note',
		titles: [/\boperative (report|note)\b/, /\bprocedure (report|note)\b/],
		signs: [
			sign(/\bpre-?operative diagnosis\b/, 1.5),
			sign(/\bpost-?operative diagnosis\b/, 1.5),
			sign(/\bana?esthesia\b/),
			sign(/\bestimated blood loss\b/),
			sign(/\bsurgeon\b/, 0.5),
		],
	},
	{
		kind: 'medication-list',
		titles: [/\bmedication (list|record|reconciliation)\b/, /\b(current|active) medications$/],
		signs: [
			sign(/\b(dose|dosage)\b[^\n]*\bfrequency\b/, 1.5),
			sign(/\b(prescriber|pharmacy|refills?)\b/),
			sign(/\b(tablet|capsule|inhaler)s?\b/, 0.5),
			sign(/\b(once|twice) (a day|daily)\b/, 0.5),
		],
	},
	{
		kind: 'insurance-card',
		titles: [/\b(insurance|member|health plan) (id )?card\b/],
		signs: [
			sign(/\brx ?bin\b/, 1.5),
			sign(/\brx ?(pcn|grp|group)\b/),
			sign(/\bgroup (no|number|#)/),
			sign(/\bcopay/),
			sign(/\bsubscriber\b/, 0.5),
			sign(/\bmember (services|id)\b/, 0.5),
		],
	},
	{
		kind: 'consent',
		titles: [
			/\b(informed )?consent\b/,
			/\bauthori[sz]ation (to|for) (release|disclos)/,
			/\brelease of information\b/,
		],
		signs: [
			sign(/\bi (hereby )?(consent|authori[sz]e|understand)\b/, 1.5),
			sign(/\brevoke\b/),
			sign(/\bsignature of (the )?(patient|guardian|legal)/),
			sign(/\bwitness\b/, 0.5),
		],
	},
	{
		kind: 'clinical-note',
		titles: [
			/\b(progress|office|clinic|visit|consultation|therapy|nursing) (visit )?(note|report)s?\b/,
			/\bhistory (and|&) physical\b/,
			/\bevaluation note\b/,
		],
		signs: [
			sign(/\bchief complaint\b/),
			sign(/\bhistory of present illness\b|^hpi ?:/m),
			sign(/\breview of systems\b/),
			sign(/\bphysical exam(ination)?\b/),
			sign(/\bassessment( and plan| & plan|\/plan)?\b/),
			sign(/\bvital signs\b|\bvitals ?:/),
			sign(/^(subjective|objective|plan) ?:/m, 0.5),
		],
	},
];
