import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Word } from '../vocabulary/words';
import { Around } from './around';

/**
 * What bears the name of whoever saw or made it first, by the thing beside it: the things, a bar, the names.
 * A name alone says nothing; `Harrison` with `sulci` behind it is part of a chest. No thing stands here in a
 * form that is a verb too: `Russell signs`, `Adams tests positive`, `Weiss rings` are people.
 */
const ROWS = `
nail nails|terry lindsay beau mees muehrcke plummer koilonychia halfand
line lines|harris beau mees muehrcke kerley harrison zahn park shenton frankfort klein perkins camper winberger hilgenreiner chamberlain mcgregor mcrae blumensaat looser farre griffiths pauling
sulcus sulci groove grooves|harrison
scar incision incisions|mercedes kocher pfannenstiel mcburney lanz gibson maylard cherney turner stewart clamshell paramedian davis rockey kustner misgav ladach cohen joel kerr lynch wilde caldwell
spot spots|roth koplik bitot brushfield mongolian elschnig forster janeway campbell morgan trousseau fordyce cayenne
node nodes nodule nodules|osler heberden bouchard virchow rotter cloquet ashoff romanus lisch troisier irish schmorl delphian aschoff
body bodies|howell jolly heinz lewy barr russell mallory call exner negri councilman verocay pick hirano donovan guarnieri pappenheimer
sign|murphy kernig brudzinski chvostek trousseau homan homans psoas rovsing grey turner cullen kehr levine nikolsky gottron russell darier auspitz leser trelat hoover chadwick goodell hegar gordon oppenheim hoffmann hoffman babinski lasegue lhermitte romberg tinel phalen finkelstein froment wartenberg thomas trendelenburg galeazzi ortolani barlow gower gowers hawkins neer jobe speed yergason lachman mcmurray apley thessaly patrick ober ludington brown sister blumberg dunphy carnett fothergill boas howship romberg battle racoon hutchinson gunn collier argyll becker musset corrigan quincke duroziez muller traube hill rosenbach lancisi lincoln kussmaul ewart westermark hampton palla fleischner felson golden mercedes spalding robert bryant cooper danforth macdonald mcdonald von-graefe stellwag moebius dalrymple joffroy lloyd stanley howard cole murray carter
ring|kayser fleischer schatzki cabot waldeyer fleischer landolt weiss
triad pentad|charcot reynolds beck cushing virchow whipple hutchinson saint samter carney currarino felty cannon currens gradenigo sipple dieulafoy hakim adams mackler rigler
gait posture position|trendelenburg fowler sims lloyd davies trendelenburg kraske duncan walcher fencer robson
pulse breathing respiration respirations|corrigan kussmaul cheyne stokes biot traube
score|bishop apgar aldrete lille gleason ranson wells geneva centor morse braden norton waterlow silverman ballard dubowitz barthel katz lawton berg tinetti glasgow boston maddrey duke alvarado mayo truelove rutgeerts harvey simple lysholm harris constant oswestry marshall rotterdam westley tal wood downes bender forrest blatchford rockall agatston hasford sokal padua caprini khorana revised lee goldman detsky charlson elixhauser hamilton montgomery young beck edinburgh zung epworth rand stanford hunt pirani graf crowe reimers mirels tokuhashi tomita katagiri mankin brooke vignos walton kurtzke ashworth tardieu hoehn johns mallampati cormack wilson fisher marshall ramsay riker richmond richards kessler norwood ludwig ferriman gallwey
chart curve curves percentile percentiles centile centiles growth|fenton olsen lubchenco tanner intergrowth babson benda hadlock whitehall nellhaus snellen lea allen jaeger sloan amsler ishihara bhutani rumack matthew friedman partogram naegele kaplan meier
formula equation method rule nomogram|simpson parkland brooke bazett fridericia framingham hodges cockcroft gault schwartz friedewald harris benedict mifflin penn state mosteller dubois naegele hadlock winter winters salter devine robinson curreri holliday segar carey galveston wallace goldenhar teichholz bullet dumesnil fick gorlin hakki hopkins sampson martin dodge devereux nines hardy weinberg wilkins palmer mckinsey
cement|palacos simplex cobalt
scale|ashworth bishop braden morse norton berg ramsay hamilton beck young glasgow rankin tanner likert wong baker bayley griffiths vineland conners mullen sunnybrook house brackmann lund mackay bristol snellen fitzpatrick norwood ludwig savin sinclair gurney fisher tegner borg tardieu penn johns richmond riker cornell blessed mattis columbia overt yale brown liebowitz spielberger holmes rahe braden humpty dumpty edmonson hester davis hendrich denver gesell peabody brigance alberta rancho levels
stage staging|tanner kadish masaoka binet rai ann hurley jewett whitmore dukes clark enneking brunnstrom piaget greulich pyle sander risser perthes ficat steinberg eichenholtz kubler ross cohn
test|allen apley bruce rinne weber schober thomas ober speed jobe neer hawkins finkelstein phalen tinel adson roos wright spurling adams patrick faber gaenslen thompson simmonds craig ely noble lachman mcmurray stroop wada bielschowsky worth hirschberg krimsky maddox snellen schirmer jones seidel farnsworth ames hess dix tilt romberg unterberger fukuda barany kleihauer betke coombs apt schilling schick mantoux heaf tine dick kahn wassermann rorschach wechsler bender rey benton boston trail hayling brixton grant moberg purdue minnesota kveim rose waaler paul bunnell widal casoni sabin feldman nagel nickerson perthes brodie homans buerger stewart-hamilton
procedure operation repair technique approach resection anastomosis|whipple hartmann nissen toupet dor heller ross norwood glenn fontan rastelli senning mustard jatene bentall david yacoub cox maze dor batista cabrol carrel blalock taussig thomas waterston potts damus kaye stansel konno kasai ladd duhamel soave swenson pena bishop koop bianchi step monti mitrofanoff malone burch marshall marchetti krantz kelly mcindoe manchester lefort moschcowitz mccall shirodkar mcdonald sturmdorf strassman jones bassini mcvay shouldice lichtenstein stoppa rives halsted patey auchincloss cooper charnley girdlestone bristow latarjet putti platt bankart weaver dunn darrach sauve kapandji keller mcbride lapidus austin akin chevron mitchell scarf weil silver brandes stainsby clayton hoffman evans brostrom gould chrisman snook watson elmslie trillat fulkerson maquet hauser goldthwait ober yount souter campbell green grice lambrinudi dwyer hoke strayer baker vulpius pemberton salter dega chiari steel shelf pavlik ilizarov smith petersen hardinge watson jones moore kocher langenbeck henry thompson boyd bryan morrey gibson ludloff iselin bruner stoppa judet turnbull brooke kock parks altemeier delorme thiersch ripstein wells miles lockhart mummery milligan morgan ferguson whitehead lord park puestow frey beger child roux billroth finney heineke mikulicz jaboulay hofmeister polya janeway witzel stamm collis belsey hill merendino ivor lewis mckeown sweet orringer denver leveen sugiura warren drapanas linton boari leadbetter politano cohen lich gregoir anderson hynes foley culp hryntschak millin freyer mathieu snodgrass duckett nesbit bracken winter kitano ramstedt fredet caldwell luc denker lynch killian lothrop weir draf sistrunk commando crile bocca wertheim schauta okabayashi hudson pereyra stamey raz
tube tubes drain drains catheter catheters|foley blake penrose jackson pratt kehr dennis miller abbott cantor levin salem dobhoff ewald moss malecot robinson coude tenckhoff hickman broviac groshong quinton swan ganz davol word sengstaken blakemore linton minnesota shiley bivona sheridan carlens robertshaw montgomery souttar celestin cook tiemann council
splint brace orthosis collar boot boots cast walker crutch crutches|thomas denis browne bohler stack mallet knight taylor boston milwaukee charleston wilmington providence jewett minerva miami philadelphia aspen unna cam richie klenzak swedish saltiel saebo dennis robert sarmiento lofstrand canadian rancho bledsoe dobbs ponseti mitchell pavlik craig atlanta scottish toronto newington
retractor retractors forceps clamp clamps scissors elevator knife needle needles speculum blade hook rongeur curette|adson allis army babcock kelly kocher debakey mayo metzenbaum richardson deaver balfour bookwalter weitlaner gelpi hohmann bennett charnley senn ragnell cobb penfield freer cottle woodson kerrison leksell love gruenwald cushing hardy langenbeck farabeuf parker israel harrington st-marks lloyd goligher finochietto cooley satinsky castroviejo iris stevens westcott vannas colibri barraquer lieberman simpson wrigley kielland neville barnes piper elliot tucker mclane luikart laufe bill sims cusco graves pederson auvard novak kevorkian tischler pozzi rochester carmalt ochsner pean crile halsted hartmann jackson magill macintosh miller mccoy wisconsin yasargil rhoton stille liston bailey gigli humby watson silver braithwaite cobbett zimmer tuohy whitacre quincke sprotte gertie crawford hustead huber jamshidi menghini franseen chiba turner westcott cope abrams ramel veress hasson
pin pins wire wires screw screws nail plate plates rod rods frame stem cup|steinmann kirschner schanz denham herbert acutrak knowles moore hagie deyerle smith petersen jewett richards enders ender rush kuntscher gamma zickel russell taylor hansson lottes hackethal luque harrington cotrel dubousset wilson jackson hall stryker andrews relton foster mayfield gardner wells crutchfield halo ilizarov taylor hoffmann wagner orthofix exeter charnley muller stanmore thompson austin
stain stains|gram giemsa wright masson gomori grocott warthin starry perls prussian ziehl neelsen kinyoun papanicolaou romanowsky jones gimenez dieterle fontana mallory van-gieson verhoeff congo bielschowsky nissl luxol
bag bags mask valve circuit dressing bandage gown device balloon|ambu mapleson bain jackson rees laerdal hudson venturi bakri foley robert jones velpeau barton heimlich hudson carrel harvey bair ebb jada cook
disease syndrome palsy paralysis|parkinson graves addison cushing hodgkin crohn wilson alport barrett whipple paget graves basedow hashimoto riedel conn simmonds sheehan addison schmidt nelson turner klinefelter noonan down edwards patau bell todd erb klumpke saturday ramsay hunt horner wallenberg weber benedikt millard gubler foville brown lambert kearns leigh leber usher alström bardet reye still perthes kohler freiberg kienbock scheuermann blount legg sever dupuytren ledderhose peyronie raynaud buerger takayasu kawasaki behcet sjogren reiter felty lyme whipple brill hansen chagas weil bright berger goodpasture liddle bartter gitelman dent fanconi fabry gaucher pompe hurler hunter morquio sanfilippo niemann krabbe canavan alexander batten wolman farber hartnup menkes lowe mcardle forbes cori andersen hers tarui von-gierke gilbert rotor cowden lynch gardner turcot carney gorlin werner sipple maffucci ollier albright proteus sotos weaver russell cornelia williams angelman miller dieker west dravet lennox ohtahara rett tourette hallervorden huntington pick binswanger marchiafava korsakoff klein levin landau moyamoya todd alice lewis sumner parry romberg meige brissaud isaacs morvan satoyoshi stewart treves trousseau mondor osler rendu weber christmas glanzmann bernard fanconi diamond blackfan evans kasabach moschcowitz gasser heyde dressler marfan loeys barlow roger ebstein lutembacher shone scimitar kartagener mounier caplan hamman rich loffler churg wegener lofgren heerfordt stokes adams roemheld
`;

/** Behind which thing a name is a term. */
const THINGS = new Map<string, Set<string>>();
for (const row of ROWS.trim().split('\n')) {
	const [things = '', names = ''] = row.split('|');
	for (const thing of things.split(' ')) {
		const known = THINGS.get(thing) ?? new Set<string>();
		for (const name of names.split(' ')) known.add(name);
		THINGS.set(thing, known);
	}
}

/** `Harrison sulci`, `Terry nails`, `Terry's nails`: one name, and a thing that is called after its bearer. */
export function isEponymOfThing(around: Around): boolean {
	const { first, last } = around;
	if (last > first + 2 || around.gap(last + 1) > Gap.space) return false;
	let next = last + 1;
	if (oneOf("'", around.raw(next))) next += 2;
	return THINGS.get(around.word(next))?.has(around.head) === true;
}

/** Who is named behind what they taught to measure: `EF 45% (Simpson)`, `45th %ile Fenton`. */
const MEASURERS = setOf(
	'simpson teichholz dumesnil bullet fenton olsen lubchenco bazett fridericia framingham hodges hadlock cockcroft gault schwartz friedewald martin hopkins sampson parkland brooke devine mosteller harris benedict mifflin ballard dubowitz tanner nellhaus babson bhutani naegele salter fick gorlin agatston greulich pyle wilkins snellen jaeger sloan lea allen borg',
);
const MEASURED = setOf(
	'ef lvef ile percentile percentiles centile centiles egfr crcl qtc qt bw wt weight ga hc efw edd bmi bsa ldl ree bee tbsa co ci ava mva fluids dosing va acuity age score % by per method modified biplane quantitative',
);
const MOST_MEASURED = 8;

/** Whether a measure stands before a name on its line, with nothing but values and signs between them. */
export function isMeasurer(around: Around): boolean {
	const { first, last } = around;
	if (first !== last || !MEASURERS.has(around.head) || around.is(last + 1, Word.said)) return false;
	let isMeasured = false;
	for (let at = first - 1; at > first - MOST_MEASURED; at--) {
		const word = around.word(at);
		if (word === '' || oneOf('.;', word)) break;
		if (MEASURED.has(word)) isMeasured = true;
		else if (!around.isNumber(at) && /^[a-z]{3,}$/.test(word)) break;
	}
	return isMeasured && around.raw(last + 1) !== "'";
}

/** Scores, scales and instruments by the name of their maker, with a value behind it. */
const SCORES = setOf(
	'jamar braden morse berg norton waterlow bishop apgar ballard dubowitz silverman westley barthel katz lawton ramsay rankin tinetti maddrey lille ranson gleason hurley wagner rutherford fontaine killip forrester gustilo schatzker garden pauwels weber denis frankel ashworth brunnstrom rancho outerbridge kellgren tonnis crowe graf pirani risser cobb sanders hawkins neer rockwood mayo lysholm tegner harris oswestry hamilton beck zung edinburgh epworth friedman padua caprini khorana charlson agatston forrest blatchford rockall rutgeerts lown borg bristol mallampati cormack bosniak fazekas koos spetzler snellen allen jaeger tanner humpty downton hendrich robson bethesda nottingham bruce naughton duke',
);
/** Behind an age, a room or a part of a telephone number. */
const AGES = setOf(
	'year years month months week weeks day days ago y yo yr yrs yom yof m f male female - /',
);

/** `Jamar 12 lb`, `Braden 16`, `Weber B`: a small value, and no age, room or telephone. */
export function isScoreOfMaker(around: Around): boolean {
	const { first, last } = around;
	const next = last + 1;
	if (first !== last || !SCORES.has(around.head) || around.gap(next) > Gap.space) return false;
	if (!/^\d{1,2}$/.test(around.raw(next))) return false;
	const behind = around.word(next + 1);
	return !AGES.has(behind) && !around.is(first - 1, Word.title);
}
