/** Words of organization names and addresses that name nothing by themselves, and their abbreviations. */

const rows = (text: string): string[][] =>
	text
		.trim()
		.split('\n')
		.map((line) => line.trim().split(/\s+/));

/** One spelling for words that are abbreviated: the first word of a line stands for all of it. */
const SAME = rows(`
	st street str saint ste sainte sankt
	ave avenue av aven
	rd road
	dr drive drv
	ln lane
	blvd boulevard boul
	ct court crt
	pl place
	sq square
	ter terrace terr
	cir circle circ
	pkwy parkway pky parkwy
	hwy highway
	aly alley
	trl trail
	xing crossing
	plz plaza
	expy expressway
	rte route
	hts heights
	mt mount
	mtn mountain
	ft fort
	n north
	s south
	e east
	w west
	ne northeast
	nw northwest
	se southeast
	sw southwest
	apt apartment
	bldg building
	fl floor flr
	rm room
	ste2 suite
	hosp hospital hospitals hsp
	med medical
	ctr center centre cntr cent
	gen general genl
	hlth health
	hlthcare healthcare
	mem memorial meml
	reg regional regl
	univ university u
	comm community cmty
	inst institute
	clin clinic clinics
	assoc associates association assn
	dept department
	svc services service svcs
	rehab rehabilitation
	peds pediatrics pediatric paediatrics paediatric
	ortho orthopedics orthopaedics orthopedic orthopaedic
	surg surgery surgical
	phys physicians physician
	natl national
	co county
	twp township
	sch school
	coll college
	fam family
	pract practice
	lab laboratory laboratories labs
	pharm pharmacy
	child children childrens
	women womens
	vet veterans
	intl international
	corp corporation
	inc incorporated
	mfg manufacturing
	bros brothers
	grp group
	sys system systems
	nurs nursing
	fac facility
`);

const CANON = new Map<string, string>();
for (const row of SAME) for (const word of row) CANON.set(word, row[0] as string);

/** First two letters of them and how long they are: most words are told by these to be none of them. */
const BEGINS = new Uint8Array(1 << 14);
for (const word of CANON.keys()) BEGINS[beginOf(word)] = 1;

function beginOf(lower: string): number {
	const [first, second] = [lower.charCodeAt(0) & 31, lower.charCodeAt(1) & 31];
	return (first << 9) | (second << 4) | (lower.length & 15);
}

/** One spelling for a word of a place name: `street` and `st` come out alike. */
export function canonical(lower: string): string {
	return BEGINS[beginOf(lower)] === 0 ? lower : (CANON.get(lower) ?? lower);
}

/** Words that stand between the words of a name. */
export const JOINING = new Set(['of', 'the', 'and', 'for', 'at', 'in', 'de', 'la', 'del', 'a']);

/** Kinds of organization: one of these beside a word of its name makes it a name. */
export const KIND_OF_PLACE = new Set(
	`hosp ctr clin inst hlth hlthcare univ coll sch assoc grp phys rehab lab pharm manor lodge hospice
	infirmary sanatorium polyclinic nursing home homes village residence medcenter med gen mem reg comm
	sys imaging radiology dialysis oncology cardiology dermatology neurology urology dental eye hosps
	pract surg care urgent emergency fac living academy elementary high middle foundation trust inc llc
	corp ltd pllc plc company industries mfg enterprises logistics bank church parish temple library
	jail prison shelter station campus pavilion tower bldg wing annex`
		.trim()
		.split(/\s+/),
);

/** Words that organizations share: never enough alone, whatever their case. */
export const GENERAL = new Set([
	...KIND_OF_PLACE,
	...`n s e w ne nw se sw central upper lower new old first second united american natl intl fam
	child women mens vet affairs va state city co district dept svc main primary specialty specialists
	health heart vascular cancer kidney lung spine joint bone skin sleep pain wound birth breast brain
	ortho peds nurs skilled adult senior seniors acute long term acting ambulatory outpatient inpatient
	internal medicine family physician internists public private advanced complete total premier
	st mt ft park lake river valley hill hills ridge view hts spring springs ave rd dr ln blvd ct pl sq
	ter cir pkwy hwy trl`
		.trim()
		.split(/\s+/),
	...JOINING,
]);

/** Names of units that every hospital has: what a note says with them is care, not where. */
export const COMMON_UNITS = new Set(
	`icu micu sicu ccu nicu picu cvicu tsicu ed er or pacu ward unit floor emergency department intensive
	care surgery surgical medical medicine cardiac cardiology radiology pediatrics peds obstetrics labor
	delivery maternity nursery oncology neurology orthopedics telemetry tele stepdown recovery operating
	room bed outpatient inpatient clinic lab laboratory pharmacy hospital main general observation
	rehabilitation rehab dialysis infusion endoscopy triage trauma burn neonatal adult acute progressive
	psychiatry psychiatric behavioral health and of the center suite bay hospitalist home house patient
	physical site wing level area building ambulatory imaging mri ct xray theatre virtual mobile`
		.trim()
		.split(/\s+/)
		.map(canonical),
);

/** Designators of a part of a building: a number follows. */
export const BUILDING_PART = new Set(
	'apt unit ste2 ste rm room fl bldg lot trailer trlr spc space box no number penthouse ph floor suite'.split(
		' ',
	),
);

/** Kinds of street, in their one spelling. */
export const STREET_KIND = new Set(
	`st ave rd dr ln blvd ct pl sq ter cir pkwy hwy aly trl xing plz expy rte way loop row path run walk
	close crescent cres gardens grove mews pike point pt ridge bend cove creek glen hollow landing vista
	view strasse rue calle via commons park`
		.trim()
		.split(/\s+/),
);
/** Points of the compass, in their one spelling. */
export const COMPASS = new Set(['n', 's', 'e', 'w', 'ne', 'nw', 'se', 'sw']);
