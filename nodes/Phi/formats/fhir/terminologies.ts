/** Code systems that anybody may look up, and the form that their codes have. */
const SHAPES: ReadonlyArray<readonly [system: RegExp, code: RegExp]> = [
	[/^http:\/\/snomed\.info\/sct$/, /^\d{6,18}$/],
	[/^http:\/\/loinc\.org$/, /^(?:\d{1,7}-\d|L[AP]\d{1,7}-\d)$/],
	[/^http:\/\/www\.nlm\.nih\.gov\/research\/umls\/rxnorm$/, /^\d{1,8}$/],
	[/^http:\/\/hl7\.org\/fhir\/sid\/icd-10(?:-cm)?$/, /^[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?$/],
	[/^http:\/\/hl7\.org\/fhir\/sid\/icd-9-cm$/, /^[VE]?\d{2,4}(?:\.\d{1,2})?$/],
	[/^http:\/\/www\.cms\.gov\/Medicare\/Coding\/ICD10$/, /^[0-9A-HJ-NP-Z]{7}$/],
	[/^http:\/\/www\.ama-assn\.org\/go\/cpt$/, /^\d{4}[0-9A-Z]$/],
	[/^https?:\/\/www\.cms\.gov\/Medicare\/Coding\/HCPCSReleaseCodeSets$/, /^[A-Z]\d{4}$/],
	[/^urn:oid:2\.16\.840\.1\.113883\.6\.285$/, /^[A-Z]\d{4}$/],
	[/^http:\/\/www\.ada\.org\/cdt$/, /^D?\d{4}$/],
	[/^http:\/\/hl7\.org\/fhir\/sid\/cvx$/, /^\d{1,3}$/],
	[/^http:\/\/hl7\.org\/fhir\/sid\/mvx$/, /^[A-Z]{2,4}$/],
	[/^http:\/\/hl7\.org\/fhir\/sid\/ndc$/, /^\d{4,5}-?\d{3,4}-?\d{1,2}$/],
	[/^http:\/\/fdasis\.nlm\.nih\.gov$/, /^[0-9A-Z]{10}$/],
	[/^http:\/\/www\.whocc\.no\/atc$/, /^[A-Z](?:\d{2}(?:[A-Z](?:[A-Z](?:\d{2})?)?)?)?$/],
	[/^http:\/\/nucc\.org\/provider-taxonomy$/, /^\d{3}[0-9A-Z]{6}X$/],
	[/^https?:\/\/www\.cdc\.gov\/nchs\/icd\/icd10cm\.htm$/, /^[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?$/],
	[/^urn:oid:2\.16\.840\.1\.113883\.6\.238$/, /^\d{4}-\d$/],
	[/^http:\/\/dicom\.nema\.org\/resources\/ontology\/DCM$/, /^(?:\d{6}|[A-Z]{2,12})$/],
	[/^urn:ietf:bcp:47$/, /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?$/],
	[/^urn:iso:std:iso:3166(?:#\d)?$|^urn:iso:std:iso:3166:-2$/, /^[A-Z]{2,3}$|^[A-Z]{2}-[A-Z]{2}$/],
	[/^urn:iso:std:iso:4217$/, /^[A-Z]{3}$/],
	[/^https:\/\/www\.usps\.com\/$/, /^[A-Z]{2}$/],
	[
		/^https:\/\/bluebutton\.cms\.gov\/resources\/(?:variables|codesystem)\/[a-z_-]{2,60}$/,
		/^(?:[A-Z\d]{1,3}|https:\/\/bluebutton\.cms\.gov\/resources\/variables\/[a-z_]{2,60})$/,
	],
	[/^urn:ietf:bcp:13$/, /^[a-z]+\/[a-z0-9.+-]+$/],
	[
		/^http:\/\/terminology\.hl7\.org\/(?:CodeSystem|ValueSet)\/[A-Za-z0-9-]{1,60}$/,
		/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$/,
	],
	[
		/^http:\/\/hl7\.org\/fhir\/(?:[a-z0-9.]+\/)?[A-Za-z0-9/-]{1,80}$/,
		/^[A-Za-z][A-Za-z0-9-]{0,39}$/,
	],
];

export const UCUM = 'http://unitsofmeasure.org';

/** What a system and a code are to a reader who knows the public terminologies. */
export function isPublicCode(system: unknown, code: string): boolean {
	if (typeof system !== 'string') return false;
	if (system === UCUM) return isUcum(code);
	// The first row that knows the system decides.
	const row = SHAPES.find(([pattern]) => pattern.test(system));
	return row !== undefined && row[1].test(code);
}

export const isPublicSystem = (system: string): boolean =>
	system === UCUM || IDENTIFIER_SYSTEMS.has(system) || SHAPES.some(([one]) => one.test(system));

/** Systems of identifiers that name a kind of number, and no place that gave it out. */
const IDENTIFIER_SYSTEMS = new Set([
	'http://hl7.org/fhir/sid/us-ssn',
	'http://hl7.org/fhir/sid/us-npi',
	'http://hl7.org/fhir/sid/us-medicare',
	'http://hl7.org/fhir/sid/us-mbi',
	'urn:ietf:rfc:3986',
	'urn:dicom:uid',
	'urn:oid:2.16.840.1.113883.4.1',
	'urn:oid:2.16.840.1.113883.4.6',
	'urn:oid:2.16.840.1.113883.4.3.25',
]);

/** Canonical addresses and names that the standard or its users in general share. */
export const isPublicUri = (uri: string): boolean =>
	isPublicSystem(uri) ||
	/^http:\/\/hl7\.org\/(?:fhir|fhirpath)(?:\/[A-Za-z0-9.-]{1,64}){1,6}(?:\|[\d.]{1,12})?$/.test(
		uri,
	) ||
	/^http:\/\/terminology\.hl7\.org\/(?:CodeSystem|ValueSet)\/[A-Za-z0-9.-]{1,64}(?:\|[\d.]{1,12})?$/.test(
		uri,
	) ||
	/^http:\/\/loinc\.org\/(?:vs\/)?[A-Z]{2}\d{1,7}-\d$/.test(uri);

/** Unit atoms of UCUM that clinical data use, without prefix. */
const METRIC = new Set(
	"m s g rad K C cd mol sr Hz N Pa J W A V F Ohm S Wb Cel T H lm lx Bq Gy Sv l L u eV bar t osm eq Eq U kat cal [iU] [IU] B Np Bd bit By st ar erg dyn G Ci R RAD REM [CFU] [PFU] Osm pc Cal m[H2O] m[Hg] [arb'U]".split(
		' ',
	),
);
const PLAIN = new Set(
	"% [pi] 10* 10^ [ppth] [ppm] [ppb] [pptr] min h d a wk mo mo_j mo_s mo_g a_j a_t deg ' '' gon [in_i] [ft_i] [yd_i] [mi_i] [in_us] [lb_av] [oz_av] [dr_av] [gr] [lb_tr] [oz_tr] [pt_us] [qt_us] [gal_us] [foz_us] [cup_us] [tbs_us] [tsp_us] [degF] [drp] [hpf] [lpf] [HPF] [LPF] [pH] [hnsf'U] [Ch] [diop] [mesh_i] [APL'U] [GPL'U] [MPL'U] [beth'U] [bdsk'U] [ka'U] [knk'U] [mclg'U] [todd'U] [dye'U] [smgy'U] [tb'U] [USP'U] [FEU] [ELU] [EU] [Amb'a'1'U] [PNU] [Lf] [D'ag'U] [FFU] [CCID_50] [TCID_50] [EID_50] [PFU] [CFU] [IR] [BAU] [AU] [S] [m/s2/Hz^0.5] [NTU] [FNU] [bf_i] [cin_i] [sin_i] [in_i'H2O] [in_i'Hg] [car_Au] [smoot] [e] [HP] [PRU] [wood'U]".split(
		' ',
	),
);
const PREFIX = /^(?:da|[YZEPTGMkhdcmunpfazy])/;

/** True for a unit of UCUM (the terms that clinical data use); annotations may hold letters only. */
export function isUcum(code: string): boolean {
	if (code === '1') return true;
	if (code.length > 60 || code === '') return false;
	const bare = code.replaceAll(/\{[A-Za-z][A-Za-z /_.#%-]{0,30}\}/g, '{}');
	return bare
		.replace(/^\//, '')
		.split(/[./]/)
		.every((term) => isTerm(term.replace(/^\(/, '').replace(/\)$/, '')));
}

function isTerm(term: string): boolean {
	const unit = term.endsWith('{}') ? term.slice(0, -2) : term;
	if (unit === '') return term !== '';
	if (/^\d{1,6}$/.test(unit) || /^10[*^][+-]?\d{1,2}$/.test(unit)) return true;
	const bare = unit.replace(/[+-]?\d$/, '');
	return [unit, bare].some(
		(one) =>
			PLAIN.has(one) ||
			METRIC.has(one) ||
			(PREFIX.test(one) && METRIC.has(one.replace(PREFIX, ''))),
	);
}

const MEDIA = new Set(
	'text/plain text/html text/rtf text/xml text/csv text/markdown text/cql text/css text/xsl text/javascript application/rtf application/pdf application/xml application/json application/fhir+json application/fhir+xml application/json+fhir application/xml+fhir application/dicom application/dicom+json application/hl7-v3+xml application/hl7-cda+xml application/octet-stream application/zip application/gzip application/msword application/jwt application/jose application/pkcs7-signature application/signature+xml application/x-hl7 x-application/hl7-v2+er7 application/elm+xml application/elm+json application/ndjson application/fhir+ndjson application/vnd.openxmlformats-officedocument.wordprocessingml.document application/vnd.openxmlformats-officedocument.spreadsheetml.sheet application/vnd.ms-excel application/vnd.ms-powerpoint image/png image/jpeg image/gif image/tiff image/bmp image/svg+xml image/webp image/jp2 image/dicom+jpeg audio/mpeg audio/mp4 audio/wav audio/ogg audio/webm audio/basic video/mp4 video/mpeg video/quicktime video/webm video/ogg multipart/related multipart/mixed message/rfc822'.split(
		' ',
	),
);

/** A media type without its parameters, when it is one that records use. */
export function mediaType(value: string): string | undefined {
	const [type = ''] = value.split(';');
	const bare = type.trim().toLowerCase();
	return MEDIA.has(bare) ? bare : undefined;
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const currencies = new Intl.DisplayNames('en', { type: 'currency', fallback: 'none' });

const known = (names: Intl.DisplayNames, code: string): boolean => {
	try {
		return names.of(code) !== undefined;
	} catch {
		return false;
	}
};

/** A language tag of one or two parts that is in use (`en`, `en-US`). */
export const isLanguage = (tag: string): boolean =>
	/^[a-z]{2,3}(?:-[A-Z]{2})?$/.test(tag) &&
	known(languages, tag.split('-')[0] as string) &&
	(!tag.includes('-') || known(regions, tag.split('-')[1] as string));

export const isCurrency = (code: string): boolean =>
	/^[A-Z]{3}$/.test(code) && known(currencies, code);

let countryNames: Set<string> | undefined;

/** A country by its code (two letters, or three) or its English name. */
export function isCountry(value: string): boolean {
	if (/^[A-Z]{2}$/.test(value)) return known(regions, value);
	if (COUNTRIES_3.has(value)) return true;
	countryNames ??= new Set(namesOfCountries());
	return countryNames.has(value.trim().toLowerCase());
}

function* namesOfCountries(): Generator<string> {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
	for (const first of letters) {
		for (const second of letters) {
			const name = known(regions, first + second) ? regions.of(first + second) : undefined;
			if (name !== undefined) yield name.toLowerCase();
		}
	}
	yield* ['united states of america', 'usa', 'u.s.a.', 'us', 'uk', 'great britain', 'england'];
}

/** Alpha-3 codes of ISO 3166-1. */
const COUNTRIES_3 = new Set(
	'ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE'.split(
		' ',
	),
);

const STATES = new Set(
	'alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|district of columbia|florida|georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|wisconsin|wyoming|puerto rico|guam|american samoa|northern mariana islands|virgin islands|ontario|quebec|québec|british columbia|alberta|manitoba|saskatchewan|nova scotia|new brunswick|newfoundland and labrador|prince edward island|yukon|nunavut|northwest territories'.split(
		'|',
	),
);
const STATE_CODES = new Set(
	'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU AS MP VI AA AE AP ON QC BC AB MB SK NS NB NL PE YT NU NT'.split(
		' ',
	),
);

/** A state or province of the United States or Canada: the smallest place that a record may keep. */
export const isState = (value: string): boolean =>
	STATE_CODES.has(value.trim().toUpperCase()) || STATES.has(value.trim().toLowerCase());
