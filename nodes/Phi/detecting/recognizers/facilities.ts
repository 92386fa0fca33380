import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { cased, Name, scanOf, type Scan } from '../scan';
import { defaultLists } from '../lists/load';
import { Gap, Kind, Listed, Shape, type Lists, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { casedBefore } from './places';
import { lower, near } from './near';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';
import { TRADES } from '../vocabulary/trades';

const AT_OR_FOR = setOf('at for');
const KINDS = setOf(
	'medical health nursing care living assisted rehab rehabilitation hospital clinic regional memorial high elementary middle skilled senior retirement pharmacy family home hospice surgery insurance urgent wellness university community convalescent specialty visiting reference public school unified independent',
);
const NOUNS = setOf(
	'hospital clinic pharmacy hospice rehab rehabilitation manor village lodge school college university llc inc corp insurance bank church institute lab labs health medical',
);
const PARTICLES = setOf('the at of');
const HOMES_IN_SHORT = setOf('snf alf ltc ecf');
const ENDS_OF_HOMES = setOf('acres pines oaks gardens commons estates');
const LEADS_TO = setOf('at from via to');
const SYSTEM = setOf('system network campus');
const TITLES = setOf('dr mr mrs ms drs miss');
const INSTITUTIONS = setOf(
	'hospital church clinic school institute bank temple university center centre',
);
const WORKS = setOf('works worked employed working attends');
const WORKS_FOR = setOf('for at by');
const ABBREVIATED = setOf('st mt ft dr');
const LINKS = setOf('s of the and d de la');
const NO_EMPLOYER = setOf(
	'none unknown same self see yes no not n na retired unemployed disabled home private commercial pending',
);
const PLACES_OF_CARE = setOf('hospital infirmary medical manor clinic pharmacy hospice rehab');
const CENTER = setOf('center ctr centre');
const OF_SAINTS = setOf(
	'st saint mercy samaritan baptist methodist lutheran presbyterian adventist',
);
const AFTER_PLACE = setOf(
	'ed er hospital clinic parish icu records rehab main health hosp ltac ltach snf',
);
const SENT_FROM = setOf('at from to osh via @');

const OF_TRADES = TRADES.trim().split(/\s+/).join(' ');
/** Nouns that end the name of a facility. */
const ENDS = setOf(
	`${OF_TRADES} imaging radiology pediatrics cardiology oncology orthopedics dermatology surgery medicine foundry apothecary nurses schools district lab hospital hospitals clinic clinics infirmary hospice sanatorium polyclinic pharmacy pharmacies drugs drugstore laboratory laboratories lab labs diagnostics university college school academy elementary institute church temple synagogue mosque manor village villa lodge residence residences rehab rehabilitation homecare healthcare health associates partners physicians insurance assurance mutual bank corporation corp inc incorporated llc llp ltd company co foundation industries enterprises logistics manufacturing services solutions systems motors foods bakery restaurant cafe diner hotel supermarket farms factory mills agency gmbh plc shelter center centre home care living group practice gardens estates place house terrace commons pointe pavilion medical plan nursing mercantile freight electric construction plumbing roofing printing books hardware press market works brewery dairy orchards textiles steel trucking landscaping daycare preschool ctr hosp klinik`,
);
/** Ends that need a word of care or business beside them. */
const LOOSE_ENDS = setOf(
	`${OF_TRADES} imaging radiology pediatrics cardiology oncology orthopedics dermatology surgery medicine daycare nurses schools district lab center centre home care living group practice gardens estates place house terrace commons pointe pavilion medical health services systems partners plan nursing village villa lodge market works press company co agency insurance foundation church bank school labs pharmacy clinic rehab rehabilitation hospice shelter steel books electric construction printing hardware college institute ctr temple residence hospital mutual solutions`,
);
/** Words that make a facility's name out of ordinary ones. */
const NAMING = setOf(
	'st saint mercy memorial general regional community county university children childrens women womens veterans va baptist methodist lutheran presbyterian adventist providence good samaritan sacred holy trinity cross heart our lady mount mt riverside lakeside hillside lakeview sunrise sunset golden silver green valley mountain river lake oak oaks pine pines maple cedar willow elm birch spring springs meadow meadows grove ridge harbor bay park summit heritage legacy liberty union first national american north south east west northern southern eastern western central city state metro midwest pacific atlantic coastal grand royal crown evergreen autumn harmony tranquil serenity brook stone rose garden hope grace faith unity pioneer prairie bright blue white red black shady pleasant fair clear crystal eagle hawk bear deer wolf fox forest wood woods woodland hill hills view vista haven cottage country lincoln washington jefferson kennedy roosevelt franklin madison monroe',
);
/** Services of every hospital: their names identify nobody. */
const GENERIC = setOf(
	'inpt outpt neph pulm endo peds anticoag coag inr warfarin lipid hf chf afib arrhythmia device pacer pacemaker allergy asthma copd fracture hand spine concussion headache seizure movement memory uro prenatal midwifery lactation nicu feeding wic std sti hiv travel immunization vaccine flu covid walk hours resident continuity teaching faculty free occupational bariatric weight nutrition diabetic endocrine thyroid rheum rheumatology derm dermatology mohs oncology onc heme hematology survivorship genetics breast colposcopy urology nephrology ckd preop pat preadmission cast ortho orthopedic podiatry ostomy lymphedema methadone suboxone mat detox psych psychiatry counseling wound coumadin pain primary urgent outpatient inpatient specialty sleep memory home skilled assisted acute intensive critical infectious disease emergency day surgery surgical mental behavioral physical occupational public poison control cancer stroke trauma burn dialysis infusion imaging radiology cardiac pulmonary women family internal medicine pediatric hospice palliative long term post case social medical nursing hospital center clinic care health rehab rehabilitation local outside retail mail order eye dental foot diabetes heart vascular transplant preoperative anticoagulation the a our high middle elementary private life group adult transitional subacute extended senior independent retirement nursery student employee insurance the this her his their home house bank blood tissue milk eye food',
);
const PLAIN_STOP = setOf(
	'patient pt the seen admitted transferred discharged from to at in on and date name facility location site attending referring called this she he follow followup per via dear visit address provider no if please with when is was at re cc employer employed attends works pharmacy hospital insurer insurance clinic payer snf ecf school sent received by for unit service department dept dr mr mrs ms',
);

const CHAINS = new Set(
	'walgreens|cvs|rite aid|walmart|costco|kroger|quest|quest diagnostics|labcorp|bioreference|aetna|cigna|humana|anthem|medtronic care|unitedhealthcare|united healthcare|blue cross|blue cross blue shield|blue shield|bcbs|kaiser|kaiser permanente|molina|centene|tricare east|tricare west|oscar health|wellcare|amerigroup|optum|optumrx|express scripts|caremark|duane reade|publix|safeway|target pharmacy|mayo clinic|cleveland clinic|johns hopkins|mount sinai|cedars sinai|mass general|massachusetts general|stanford health care|ucsf|ucla|duke health|davita|fresenius|brookdale|genesis healthcare|manorcare|kindred|amazon|fedex|ups|usps'.split(
		'|',
	),
);
const CHAIN_STARTS = new Set([...CHAINS].map((name) => name.split(' ')[0] as string));

/** Weighs the words before the noun at `end`: which of them belong to the name, and how sure it is. */
function facilityAt(prepared: PreparedText, scan: Scan, end: number): PhiFinding | undefined {
	let first = casedBefore(prepared, end, 6, /^(?:of|the|and|de|la|for|at)$/);
	// Words of the sentence before the name: `Transferred from`, `Patient at`.
	while (
		first < end &&
		(PLAIN_STOP.has(lower(prepared, first)) || prepared.at(first).kind === Kind.mark)
	)
		first++;
	// Dr. Zimmer at Mercy Hospital: a person, and where he works.
	for (let at = end - 1; at > first; at--) {
		if (!AT_OR_FOR.has(lower(prepared, at))) continue;
		const head = lower(prepared, at - 1);
		if (!ENDS.has(head) && !NAMING.has(head) && !head.endsWith('s')) first = at + 1;
		break;
	}
	if (first >= end) return undefined;
	const noun = lower(prepared, end);
	let sure = 0;
	let naming = 0;
	let care = ENDS.has(noun) && !LOOSE_ENDS.has(noun) ? 1 : 0;
	for (let at = first; at < end; at++) {
		const form = prepared.at(at);
		if (form.kind !== Kind.word) continue;
		const index = prepared.form[at] as number;
		if (KINDS.has(form.lower) || (ENDS.has(form.lower) && !LOOSE_ENDS.has(form.lower))) care++;
		const generic = GENERIC.has(form.lower);
		if (
			!generic &&
			(((scan.listed[index] as number) & (Listed.place | Listed.facility | Listed.state)) !== 0 ||
				(scan.name[index] as number) >= Name.unknown)
		)
			sure++;
		else if (NAMING.has(form.lower)) naming++;
		else if (
			!generic &&
			form.shape === Shape.capital &&
			(form.classes & (Word.clinical | Word.role)) === 0
		)
			naming += 0.5;
	}
	if (NOUNS.has(noun)) care++;
	if (sure + naming < 0.5 || (care === 0 && sure < 1)) return undefined;
	let score = sure > 0 ? 0.88 : naming >= 1 ? 0.75 : 0.42;
	if (LOOSE_ENDS.has(noun) && care === 0) score -= 0.3;
	if (prepared.at(end).shape === Shape.upper && sure === 0) score -= 0.1;
	// Heading words: `Family Medicine Clinic`, `Allergies Home Care`.
	return foundTokens(prepared, first, corporate(prepared, end), {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility',
		score,
		steps: [step('context', 'the noun of a facility ends it', score)],
	});
}

/** Last token of a name with what kind of company it is: `Zzred Neurology, P.C.`. */
function corporate(prepared: PreparedText, end: number): number {
	const at = lower(prepared, end + 1) === ',' ? end + 2 : end + 1;
	if ((prepared.gaps[at] as number) > Gap.space) return end;
	if (COMPANIES.has(lower(prepared, at)) && cased(prepared.at(at))) return at;
	const letters = lower(prepared, at) === 'p' && oneOf('ca', lower(prepared, at + 2));
	return letters && lower(prepared, at + 1) === '.' ? at + 2 : end;
}

const COMPANIES = setOf('pc pa pllc llc llp inc ltd co corp sc');

/** Facilities, companies and schools by the noun that ends them; chains by name. */
export const facilities: Recognizer = {
	id: 'facility',
	types: ['FACILITY'],
	description: 'Hospitals, clinics, homes, pharmacies, insurers, employers and schools.',
	examples: [
		"at [[FACILITY:St. Testa's Hospital]]",
		'to [[FACILITY:Lakeview Manor]]',
		'from [[FACILITY:Zzyzx Regional Medical Center]]',
		'at [[FACILITY:University of Zzyzx]]',
		'via [[FACILITY:Walgreens]]',
		'works for [[FACILITY:Testwell Logistics]]',
	],
	counterExamples: [
		'seen in Wound Clinic',
		'Primary Care Clinic',
		'the hospital',
		'Emergency Department',
		'Home Health',
		'Mental Health',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.places) {
			const form = prepared.at(token);
			const word = form.lower;
			const listedHere = listedFacility(prepared, lists, scan, token);
			if (listedHere !== undefined) {
				out.push(listedHere);
				continue;
			}
			if (
				cased(form) &&
				(word === 'university' || word === 'college') &&
				lower(prepared, token + 1) === 'of'
			) {
				let last = token + 1;
				while (
					near(prepared, last + 1) &&
					last - token < 6 &&
					(cased(prepared.at(last + 1)) || PARTICLES.has(lower(prepared, last + 1)))
				)
					last++;
				while (last > token + 1 && !cased(prepared.at(last))) last--;
				if (last > token + 1)
					out.push(
						foundTokens(prepared, token, last, {
							type: 'FACILITY',
							role: 'organization',
							rule: 'university',
							score: 0.9,
						}),
					);
				continue;
			}
			const named = labelledFacility(prepared, token);
			if (named !== undefined) out.push(named);
			if (HOMES_IN_SHORT.has(word) || (cased(form) && ENDS_OF_HOMES.has(word)))
				endedBy(prepared, token, out);
			if (LEADS_TO.has(word)) ledBy(prepared, scan, token, out);
			if (word === 'st' || word === 'saint') {
				const one = saintAt(prepared, token);
				if (one !== undefined) out.push(one);
			}
			if (!cased(form) || form.shape === Shape.initial) {
				lowered(prepared, scan, token, out);
				continue;
			}
			if (!ENDS.has(word)) continue;
			// The last noun in a row ends the name: Medical Center, Nursing Home.
			const next = token + 1;
			if (near(prepared, next) && cased(prepared.at(next)) && ENDS.has(lower(prepared, next)))
				continue;
			const end =
				near(prepared, next) && cased(prepared.at(next)) && SYSTEM.has(lower(prepared, next))
					? next
					: token;
			const one =
				numberedStore(prepared, end) ??
				ofAt(prepared, scan, end) ??
				facilityAt(prepared, scan, end);
			if (one !== undefined) out.push(one);
		}
		for (const token of scan.names) {
			chainAt(prepared, token, out);
			shortEnd(prepared, scan, token, out);
		}
		return out;
	},
};

/** Words that end the short name of a hospital or home: Overbrook General, Maple Glen SNF. */
const SHORT_END = setOf(
	'state fire air county memorial mem meml general gen gnl regional reg rad ihc inst univ hosp snf alf ltc ltach ltac vamc ecf irf asc fqhc methodist baptist presbyterian lutheran adventist veterans childrens rehab rehabilitation heart eye ortho derm peds womens hospice vna hha dialysis infusion pharmacy apothecary drug drugs rx urgent imaging radiology labs diagnostics med medctr shelter mission academy elementary middle high prep isd pd fd ems police sheriff jail prison penitentiary correctional',
);

/** Overbrook General, Bancroft Memorial: a word of no language and a noun that hospitals drop the rest of. */
function shortEnd(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	const form = prepared.at(token);
	const shouted = form.shape === Shape.upper && form.raw.length > 5;
	if (form.shape !== Shape.capital && form.shape !== Shape.camel && !shouted) return;
	if (
		form.raw.length < 4 ||
		(form.classes & (Word.clinical | Word.month | Word.weekday | Word.title)) !== 0
	)
		return;
	const strange =
		(scan.name[prepared.form[token] as number] as number) !== Name.no ||
		((scan.listed[prepared.form[token] as number] as number) & Listed.place) !== 0;
	const end = token + 1;
	if (!strange || !near(prepared, end) || end >= prepared.count || !cased(prepared.at(end))) return;
	if (!SHORT_END.has(prepared.at(end).lower)) return;
	if ((prepared.at(end).classes & Word.credential) !== 0) return;
	const before =
		token > 0 ? lower(prepared, lower(prepared, token - 1) === '.' ? token - 2 : token - 1) : '';
	if (TITLES.has(before)) return;
	let last = end;
	while (
		near(prepared, last + 1) &&
		last - end < 3 &&
		(ENDS.has(lower(prepared, last + 1)) ||
			SHORT_END.has(lower(prepared, last + 1)) ||
			/^(?:and|vascular|school|system|center)$/.test(lower(prepared, last + 1))) &&
		(cased(prepared.at(last + 1)) || lower(prepared, last + 1) === 'and')
	)
		last++;
	while (!cased(prepared.at(last))) last--;
	const first = Math.max(token - 1, casedBefore(prepared, token, 1));
	const from =
		first < token &&
		prepared.at(first).kind === Kind.word &&
		!PLAIN_STOP.has(lower(prepared, first)) &&
		(prepared.at(first).classes & (Word.clinical | Word.title | Word.role | Word.credential)) === 0
			? first
			: token;
	out.push(
		foundTokens(prepared, from, last, {
			type: 'FACILITY',
			role: 'organization',
			rule: 'facility-short',
			score: 0.68,
		}),
	);
}

/** Sunny Acres SNF, Coeur d'Alene SNF: whatever stands in capitals before the short form of a home. */
function endedBy(prepared: PreparedText, token: number, out: PhiFinding[]): void {
	const acres = prepared.at(token).shape === Shape.capital;
	let first = casedBefore(prepared, token, 4, /^(?:of|the|and|de|la|at|d|l)$/);
	while (
		first < token &&
		(PLAIN_STOP.has(lower(prepared, first)) || prepared.at(first).kind === Kind.mark)
	)
		first++;
	if (first >= token) return;
	for (let at = first; at < token; at++)
		if ((prepared.at(at).classes & Word.clinical) !== 0 && prepared.at(at).raw.length > 2) return;
	if (
		acres &&
		first === token - 1 &&
		/^[A-Z]/.test(prepared.at(first).raw) &&
		prepared.at(first).raw.length < 3
	)
		return;
	out.push(
		foundTokens(prepared, first, token, {
			type: 'FACILITY',
			role: 'organization',
			rule: 'facility-short',
			score: acres ? 0.6 : 0.75,
		}),
	);
}

/** Words of being treated or sent, before `at`, `from` and `to`. */
const TREATED = setOf(
	'study done seen er ed echo mri ct labs lab doula rn nurse admitted admit transfer transferred hospitalized hospitalised records record images imaging visit stay rehab sent rx prescription script refill pharmacy placement bed called faxed fax report biopsy surgery eval followed therapy pt hospice discharged discharge back going moved returned went accepted referred referral performed drawn treated evaluated appointment appt delivery delivered scan x ray colonoscopy cath ems health care worker staff team someone caller work works working job volunteers resident lives living resides stays staying patient up care established physical infusion chemo dialysis hd',
);

/** `Sleep study at Crenshaw`, `doula from Open Door`: a name of one to three capitals where care is given. */
function ledBy(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	const word = lower(prepared, token);
	let at = token + 1;
	if (lower(prepared, at) === 'the') at++;
	const first = at;
	let strange = false;
	let words = 0;
	while (at < prepared.count && words < 4 && (prepared.gaps[at] as number) <= Gap.space) {
		const form = prepared.at(at);
		if (form.kind !== Kind.word || (form.shape !== Shape.capital && form.shape !== Shape.camel))
			break;
		const stop =
			Word.clinical |
			Word.month |
			Word.weekday |
			Word.holiday |
			Word.title |
			Word.role |
			Word.relative |
			Word.credential |
			Word.state |
			Word.eponymNoun |
			Word.label;
		if ((form.classes & stop) !== 0) break;
		if (
			((scan.listed[prepared.form[at] as number] as number) & (Listed.state | Listed.country)) !==
			0
		)
			break;
		strange ||= (scan.name[prepared.form[at] as number] as number) !== Name.no;
		words++;
		at++;
	}
	if (words === 0) return;
	// `at Santa Zzinez Children's`
	const owned =
		words > 1 &&
		lower(prepared, at) === "'" &&
		lower(prepared, at + 1) === 's' &&
		at + 1 < prepared.count;
	if (owned) at += 2;
	const last = at - 1;
	// At the Erb point, at McBurney.
	const behind =
		at < prepared.count && (prepared.gaps[at] as number) <= Gap.space ? prepared.at(at).classes : 0;
	const eponym = words === 1 && (prepared.at(first).classes & Word.eponym) !== 0;
	if ((behind & Word.eponymNoun) !== 0 || eponym) return;
	// `Veress at Palmer's point`
	if (words === 1 && !owned && lower(prepared, at) === "'") return;
	const before = lower(prepared, token - 1);
	const led = TREATED.has(before) || digitFirst(before);
	const given = ((scan.listed[prepared.form[first] as number] as number) & Listed.given) !== 0;
	const article = first > token + 1;
	let score = 0;
	if (word === 'at') score = words > 1 ? (led || strange ? 0.6 : 0.4) : strange ? 0.55 : 0;
	else if (words > 1 && !given) score = led ? 0.56 : article ? 0.52 : 0.35;
	else if (article && led && !given && prepared.at(first).lower.endsWith('s')) score = 0.55;
	if (score === 0) return;
	out.push(
		foundTokens(prepared, first, last, {
			type: 'FACILITY',
			role: 'organization',
			rule: 'facility-led',
			score,
		}),
	);
}

/** Children's Hospital of Overbrook, First Baptist Church of Overbrook. */
function ofAt(prepared: PreparedText, scan: Scan, end: number): PhiFinding | undefined {
	if (lower(prepared, end + 1) !== 'of' || !INSTITUTIONS.has(lower(prepared, end)))
		return undefined;
	let last = end + 1;
	while (
		last - end < 5 &&
		near(prepared, last + 1) &&
		(cased(prepared.at(last + 1)) || lower(prepared, last + 1) === 'the')
	)
		last++;
	if (last === end + 1 || !cased(prepared.at(last))) return undefined;
	const index = prepared.form[last] as number;
	if ((prepared.at(last).classes & Word.clinical) !== 0 && (scan.listed[index] as number) === 0)
		return undefined;
	let first = casedBefore(prepared, end, 4);
	while (
		first < end &&
		(PLAIN_STOP.has(lower(prepared, first)) || prepared.at(first).kind === Kind.mark)
	)
		first++;
	return foundTokens(prepared, first, last, {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility-of',
		score: 0.75,
	});
}

/** Corner Pharmacy #4417: a number makes a shop of any word. */
function numberedStore(prepared: PreparedText, end: number): PhiFinding | undefined {
	if (lower(prepared, end + 1) !== '#' || !allDigits(lower(prepared, end + 2), 1, 6))
		return undefined;
	const first = casedBefore(prepared, end, 3);
	return first < end
		? foundTokens(prepared, first, end + 2, {
				type: 'FACILITY',
				role: 'organization',
				rule: 'facility',
				score: 0.8,
			})
		: undefined;
}

/** Words before a facility that has no noun: Pharmacy: Corner; works for Testwell. */
const NAMED_BY = setOf(
	'pharmacy hospital facility employer school daycare clinic snf agency insurer insurance payer payor lab laboratory branch site ecf alf ltc source church occupation workplace shelter',
);

function labelledFacility(prepared: PreparedText, token: number): PhiFinding | undefined {
	const word = lower(prepared, token);
	let at = token + 1;
	if (NAMED_BY.has(word)) {
		if (lower(prepared, at) === 'name') at++;
		if (lower(prepared, at) !== ':') return undefined;
		at++;
	} else if (WORKS.has(word)) {
		for (
			let skip = 0;
			skip < 3 && !WORKS_FOR.has(lower(prepared, at)) && word !== 'attends';
			skip++
		)
			at++;
		if (word !== 'attends') {
			if (!WORKS_FOR.has(lower(prepared, at))) return undefined;
			at++;
		}
	} else return undefined;
	let last = -1;
	let sure = false;
	for (let end = at; end < prepared.count && end - at < 8; end++) {
		if (
			end > at
				? (prepared.gaps[end] as number) > Gap.space
				: (prepared.gaps[end] as number) >= Gap.line
		)
			break;
		const form = prepared.at(end);
		if (
			form.kind === Kind.mark
				? !oneOf("'&-", form.raw) &&
					!(form.raw === '.' && ABBREVIATED.has(lower(prepared, end - 1)))
				: !cased(form) && !LINKS.has(form.lower)
		)
			break;
		if (
			form.kind === Kind.word &&
			(form.classes & (Word.clinical | Word.label | Word.month)) !== 0 &&
			end === at
		)
			return undefined;
		if (cased(form)) last = end;
		if (form.kind === Kind.word && (form.classes & (Word.ordinary | Word.role)) === 0) sure = true;
	}
	if (last < 0) return undefined;
	const score = NAMED_BY.has(word) ? (sure ? 0.75 : 0.55) : sure ? 0.65 : 0.35;
	if (NO_EMPLOYER.has(lower(prepared, at))) return undefined;
	return foundTokens(prepared, at, last, {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility-labelled',
		score,
	});
}

/** Words before the name of a company in a note without capitals. */
const LEADS_IN_LOWER = setOf('at for from by near outside employer occupation works');

/** `works at zzharrow foods`: words of no vocabulary between a word that leads on and the noun of a company. */
function ledInLower(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	let first = token;
	while (
		first > 0 &&
		token - first < 3 &&
		near(prepared, first) &&
		prepared.at(first - 1).shape === Shape.lower &&
		prepared.at(first - 1).raw.length > 3 &&
		(scan.name[prepared.form[first - 1] as number] as number) !== Name.no
	)
		first--;
	if (first === token || !LEADS_IN_LOWER.has(lower(prepared, first - 1))) return;
	let last = token;
	while (near(prepared, last + 1) && ENDS.has(lower(prepared, last + 1))) last++;
	out.push(
		foundTokens(prepared, first, last, {
			type: 'FACILITY',
			role: 'organization',
			rule: 'facility-lower',
			score: 0.56,
		}),
	);
}

/** `testwood hospital`: in a note without capitals only a listed or unknown word before the noun counts. */
function lowered(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	const form = prepared.at(token);
	if (token === 0 || !near(prepared, token)) return;
	if (!PLACES_OF_CARE.has(form.lower)) {
		if (ENDS.has(form.lower)) ledInLower(prepared, scan, token, out);
		return;
	}
	let end = token;
	if (form.lower === 'medical') {
		if (!CENTER.has(lower(prepared, token + 1))) return;
		end = token + 1;
	}
	let first = token;
	let sure = false;
	for (let at = token - 1; at >= Math.max(0, token - 5); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) break;
		const before = prepared.at(at);
		const index = prepared.form[at] as number;
		if (before.kind === Kind.mark && oneOf("'.", before.raw)) continue;
		if (before.lower === 's' && lower(prepared, at - 1) === "'") continue;
		const listed =
			((scan.listed[index] as number) & (Listed.place | Listed.family | Listed.given)) !== 0;
		const plain = (before.classes & (Word.ordinary | Word.clinical)) !== 0;
		const strange =
			before.kind === Kind.word &&
			(scan.name[index] as number) === Name.unknown &&
			before.raw.length > 3;
		if (
			before.kind === Kind.word &&
			((listed && !plain) ||
				strange ||
				(NAMING.has(before.lower) &&
					!/^(?:our|first|state|county|city|community|central|va)$/.test(before.lower)))
		) {
			first = at;
			sure ||= (listed && !plain) || strange || OF_SAINTS.has(before.lower);
			continue;
		}
		if (/^(?:regional|memorial|general|community)$/.test(before.lower)) continue;
		break;
	}
	if (first < token && sure)
		out.push(
			foundTokens(prepared, first, end, {
				type: 'FACILITY',
				role: 'organization',
				rule: 'facility-lower',
				score: 0.7,
			}),
		);
}

/** St. Vincent's, alone. */
function saintAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	const at = lower(prepared, token + 1) === '.' ? token + 2 : token + 1;
	if (at >= prepared.count || !cased(prepared.at(token)) || !cased(prepared.at(at)))
		return undefined;
	const owned = lower(prepared, at + 1) === "'" && lower(prepared, at + 2) === 's';
	const sent = SENT_FROM.has(lower(prepared, token - 1));
	if (
		(prepared.at(at).shape === Shape.capital || (sent && prepared.at(at).raw.length > 3)) &&
		near(prepared, at) &&
		(AFTER_PLACE.has(lower(prepared, at + 1)) || sent)
	)
		return foundTokens(prepared, token, owned ? at + 2 : at, {
			type: 'FACILITY',
			role: 'organization',
			rule: 'saint',
			score: 0.66,
		});
	if (!owned) return undefined;
	return foundTokens(prepared, token, at + 2, {
		type: 'FACILITY',
		role: 'organization',
		rule: 'saint',
		score: 0.7,
	});
}

function listedFacility(
	prepared: PreparedText,
	lists: Lists,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	for (const { words, listed } of lists.phrases.get(lower(prepared, token)) ?? []) {
		if ((listed & (Listed.facility | Listed.staff)) === 0) continue;
		let at = token;
		let index = 1;
		for (; index < words.length; index++) {
			at++;
			while (
				at < prepared.count &&
				prepared.at(at).kind === Kind.mark &&
				oneOf("'.,&-", prepared.at(at).raw)
			)
				at++;
			if (
				at >= prepared.count ||
				prepared.at(at).lower !== words[index] ||
				(prepared.gaps[at] as number) > Gap.line
			)
				break;
		}
		if (index < words.length) continue;
		const staff = (listed & Listed.staff) !== 0;
		return foundTokens(prepared, token, at, {
			type: staff ? 'NAME' : 'FACILITY',
			role: staff ? 'provider' : 'organization',
			rule: staff ? 'staff-listed' : 'facility-listed',
			source: 'list',
			score: 0.97,
		});
	}
	if (((scan.listed[prepared.form[token] as number] as number) & Listed.facility) === 0)
		return undefined;
	return foundTokens(prepared, token, token, {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility-listed',
		source: 'list',
		score: 0.95,
	});
}

function chainAt(prepared: PreparedText, token: number, out: PhiFinding[]): void {
	const form = prepared.at(token);
	if (!cased(form) || !CHAIN_STARTS.has(form.lower)) return;
	for (let length = 4; length > 0; length--) {
		const words: string[] = [];
		for (let at = token; at < Math.min(token + length, prepared.count); at++)
			words.push(lower(prepared, at));
		if (words.length < length || !CHAINS.has(words.join(' '))) continue;
		out.push(
			foundTokens(prepared, token, token + length - 1, {
				type: 'FACILITY',
				role: 'organization',
				rule: 'chain',
				score: 0.7,
			}),
		);
		return;
	}
}
