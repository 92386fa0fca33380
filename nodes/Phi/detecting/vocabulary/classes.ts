/** Small classes of words that rules look for. Words in lower case, without points. */

export const TITLES =
	'mr mrs ms miss mx dr drs doctor prof professor mister madam sir rev reverend fr sister rabbi imam pastor father sgt sergeant capt captain lt lieutenant maj major col officer nurse judge dame lord det inv deacon lady señor senor senora sra herr frau mme mlle signora';
export const CREDENTIALS =
	'bcccp bcps bcop bcacp bcpp bcgp md do rn np pa pac phd lpn lvn cna pharmd dds dmd dpm dvm facc facs facp facog mbbs mbchb lcsw lmsw msw lmft lpc psyd dpt pt otr ot slp ccc rrt rpt crna cnm aprn arnp fnp fnpbc agnp acnp anp dnp msn bsn ma cma rma rt rdn rd ld cnp mph mha mba ms msc frcp frcs frcpc rph emt emtp cde faap faan fache fccp fasn rdcs rdms rvt cst cnor ccrn cct cpht cphq lac nd od dc rphd crnp acnpbc cwocn cwon chpn bcps faafp facep rcp rpsgt mt mls ascp ct hta msed edd lsw qmhp cadc ladc lcpc bcba atc otd otrl cota pta lmhc nnp pnp enp whnp pmhnp cnnp cgc lcgc cdces ibclc clc cocn cfcn rnc rncob aocn aocns ocn cpn cpnp ccns cpan cen cpen cfrn crrn chpna lcce rcis rces rcs rdh efda ccds rhia rhit ccm acm licsw lisw liswa lpcc lcmhc lmhp lcat bcd caadc csac ncc ctrs mtbc ccls cbis cscs cht clt slpd slpa ccsp aud faaa comt faao bccp bcidp bcpps bcnsp bcmtms cdm cphims nremt aemt emtb rpft cpft rrtnps rrtaccs rrtsds mdiv bcc dacm mscn cnsc cso csp cssd ccrp ccrc lmp lmt dipl facep facr facog fapa aacc';
export const RELATIVES =
	'mother father son daughter wife husband brother sister spouse partner aunt uncle cousin niece nephew grandmother grandfather grandma grandpa grandson granddaughter grandchild grandparent stepson stepdaughter stepmother stepfather stepbrother stepsister fiance fiancee girlfriend boyfriend mom dad mum parent sibling twin caregiver guardian neighbor neighbour friend roommate companion ex widow widower babysitter nanny landlord boss employer coworker girlfriend proxy surrogate fob mob poa dpoa hcp nok inlaw dog husb hubby twins sis bro auntie granny godson goddaughter stepdad stepmom godmother godfather stepsiblings grandnephew grandniece fiancé fiancée bf gf daughters sons brothers sisters';
export const ROLES =
	'patient pt client resident member subject attending physician provider surgeon nurse doctor pcp rn np pa therapist pharmacist technologist technician tech radiologist cardiologist oncologist neurologist nephrologist pulmonologist gastroenterologist endocrinologist urologist dermatologist psychiatrist psychologist pathologist anesthesiologist anesthetist hospitalist intensivist pediatrician obstetrician gynecologist orthopedist podiatrist dentist optometrist ophthalmologist rheumatologist hematologist intern fellow consultant specialist counselor chaplain dietitian nutritionist interpreter coordinator manager aide sitter scribe transcriptionist transcriber dictator dictated author signer reviewer assistant worker paramedic emt officer director supervisor secretary clerk student preceptor proceduralist interventionist operator midwife doula hygienist phlebotomist internist generalist practitioner clinician child infant newborn donor attorney lawyer teacher caseworker medic scrub circulator stepparent pastor principal coach deputy trooper detective';
export const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
	'january jan february feb march mar april apr may may june jun july jul august aug september sep october oct november nov december dec'
		.split(' ')
		.map((word, index) => [word, (index >> 1) + 1] as const)
		.concat([['sept', 9]]),
);
export const WEEKDAYS =
	'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays';
export const STREETS =
	'street st avenue ave av road rd lane ln drive dr court ct boulevard blvd place pl way circle cir terrace terr ter highway hwy parkway pkwy square sq trail trl plaza plz loop alley aly row crescent cres close expressway expy turnpike tpke pike path run ridge rdg crossing xing point pt heights hts hill hollow grove glen green cove bend creek crk view vista walk mews park gardens estates manor landing meadow meadows bypass causeway strasse gasse weg rue straat laan';
export const FACILITIES =
	'hospital hospitals clinic clinics infirmary hospice sanatorium sanitarium polyclinic medcenter pharmacy pharmacies dispensary laboratory laboratories lab labs diagnostics university college school academy elementary institute church temple synagogue mosque manor village villa lodge residence residences rehab rehabilitation nursing homecare healthcare health medical associates partners group practice physicians orthopedics orthopaedics cardiology oncology dermatology pediatrics surgery urgent dialysis imaging radiology pathology hospitalists insurance assurance mutual bank corporation corp inc incorporated llc llp ltd company co foundation industries enterprises logistics manufacturing services solutions systems motors foods brothers sons bakery restaurant cafe diner hotel market supermarket farms factory mill mills plant works shelter agency gmbh plc klinik krankenhaus hopital ospedale klinikum';
export const UNITS =
	'unit ward room rm bed floor fl wing tower pavilion building bldg suite ste bay pod station cubicle chair bldg annex apt apartment';
export const HOLIDAYS =
	'christmas thanksgiving easter halloween hanukkah chanukah ramadan passover diwali juneteenth kwanzaa valentine valentines xmas yom mlk epiphany pentecost';
export const PARTICLES =
	'van von der den de del della di da dos das du la le el al bin ibn ben bint abu mac mc st saint ten ter zu zum af av y e san santa';
export const SUFFIXES = 'jr sr ii iii iv esq';
export const SAID =
	'says said reports reported states stated denies denied called calls phoned asked asks told tells explained mentioned notes noted agrees agreed complains complained describes described confirmed confirms understands verbalized verbalizes wants wishes would will was is has had presents presented came arrived lives lived works worked returned returns needs drives drove brought accompanied helps visits visited felt feels appears seems tolerated tolerates ambulated refused declined requested requests recalls continues underwent received takes took prefers rates rated remains remained slept ate walked fell slipped did does paged notified aware updated saw seen signed informed wrote dictated performed reviewed examined evaluated assisted administered recommends recommended plans planned thinks believes sends sent attended';
export const STATES: Readonly<Record<string, string>> = Object.fromEntries(
	`alabama AL|alaska AK|arizona AZ|arkansas AR|california CA|colorado CO|connecticut CT|delaware DE|florida FL|georgia GA|hawaii HI|idaho ID|illinois IL|indiana IN|iowa IA|kansas KS|kentucky KY|louisiana LA|maine ME|maryland MD|massachusetts MA|michigan MI|minnesota MN|mississippi MS|missouri MO|montana MT|nebraska NE|nevada NV|new hampshire NH|new jersey NJ|new mexico NM|new york NY|north carolina NC|north dakota ND|ohio OH|oklahoma OK|oregon OR|pennsylvania PA|rhode island RI|south carolina SC|south dakota SD|tennessee TN|texas TX|utah UT|vermont VT|virginia VA|washington WA|west virginia WV|wisconsin WI|wyoming WY|district of columbia DC|puerto rico PR|guam GU`
		.split('|')
		.map((row) => [row.slice(0, -3), row.slice(-2)] as const),
);
/** Word forms of the ages from 90 on, and of the numbers in them. */
export const NINETIES = 'ninety nineties nonagenarian centenarian hundred supercentenarian';
