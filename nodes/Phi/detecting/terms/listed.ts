import { setOf } from '../marks';

/** Terms that bear somebody's given and family name, or look as if they did. */
export const WHOLE_EPONYMS = setOf(
	'argyll-robertson austin-flint bence-jones charcot-leyden charles-bonnet eaton-lambert graham-steell granny-smith grey-turner ivor-lewis ramsay-hunt rutherford-morrison rutherford-morison weir-mitchell lloyd-davies long-qt short-qt west-nile',
);

/** Those that are common names too: they take the thing behind them. */
export const EPONYMS_OF_THINGS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
	['austin-moore', setOf('prosthesis hemiarthroplasty implant stem')],
	['denis-browne', setOf('bar splint boots pouch')],
	['lou-gehrig', setOf('disease')],
	['carter-thomason', setOf('device needle closure passer')],
	['marcus-gunn', setOf('pupil phenomenon jaw sign pupils')],
	['mason-allen', setOf('stitch suture')],
	['pierre-robin', setOf('sequence syndrome')],
	['robert-jones', setOf('bandage dressing splint')],
]);

/** Names of people and places that a thing behind them makes a term, where they are common names too. */
export const TERMS_OF_THINGS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
	(
		[
			['cooper', 'ligament ligaments'],
			['bruce', 'protocol treadmill stage test'],
			['palmer', 'point'],
			['naughton', 'protocol'],
			['lloyd', 'sign'],
			['carter', 'sign'],
			['lawrence', 'syndrome'],
			['alexander', 'disease'],
			['perkins', 'line'],
			['hilton', 'law'],
			['murray', 'sign score'],
			['maddox', 'rod'],
			['howard', 'sign'],
			['perry', 'syndrome'],
			['stevens', 'johnson'],
			['wilson', 'disease frame'],
			['jackson', 'table'],
			['stanley', 'sign'],
			['lewis', 'sign lead'],
			['gray', 'line'],
			['cole', 'sign'],
			['cullen', 'sign'],
			['simpson', 'biplane method rule'],
			['francisco', 'syncope'],
			['jude', 'mvr avr valve mechanical pacemaker icd'],
			['ghent', 'criteria nosology score'],
			['french', 'catheter foley sheath drain tube'],
			['murphy', 'sign drip'],
			['allen', 'test'],
			['jones', 'fracture criteria'],
			['kelly', 'clamp'],
			['moore', 'prosthesis'],
			['taylor', 'brace'],
			['russell', 'traction viper'],
			['glenn', 'shunt procedure'],
			['norwood', 'procedure'],
			['ross', 'procedure'],
			['thomas', 'splint test'],
			['tanner', 'stage'],
			['wright', 'stain'],
			['stewart', 'incision'],
			['nelson', 'syndrome'],
			['hunter', 'syndrome canal'],
			['turner', 'syndrome'],
			['dennis', 'tube'],
			['miller', 'blade'],
			['gordon', 'sign reflex'],
			['benson', 'relaxation'],
			['diego', 'antigen'],
			['thompson', 'test prosthesis'],
			['wells', 'score criteria'],
			['kerr', 'incision'],
			['clark', 'level'],
			['phoenix', 'criteria'],
			['sydney', 'system'],
			['charlotte', 'criteria'],
			[
				'frank',
				'blood bleeding hematuria haematuria hemoptysis pus purulence breech discharge dysplasia caller discussion conversation talk psychosis delirium shock',
			],
			['grace', 'period score'],
			['drew', 'labs blood up'],
			['ted', 'hose stockings stocking'],
			['peg', 'tube site feeds feeding'],
			['iris', 'claw bombe repair defect nevus scissors'],
			['rey', 'figure complex osterrieth auditory verbal'],
			['gene', 'therapy panel panels test testing'],
			['mason', 'jar jars'],
			['faith', 'community based tradition leader'],
			['art', 'therapy class therapist'],
			['penny', 'sized'],
			['max', 'assist dose inspiratory'],
			['min', 'assist'],
			['olive', 'oil'],
			['rusty', 'sputum nail'],
			['sandy', 'stool'],
			['grant', 'test funded application'],
			['bill', 'payment'],
		] as const
	).map(([name, things]) => [name, setOf(things)]),
);

/** Diseases of two discoverers, joined. */
export const JOINED_EPONYMS = setOf(
	'dandy-walker arnold-chiari guillain-barre klippel-feil ehlers-danlos sturge-weber hippel-lindau budd-chiari osgood-schlatter legg-calve calve-perthes charcot-marie marie-tooth prader-willi lesch-nyhan wolff-parkinson parkinson-white brown-sequard henoch-schonlein stevens-johnson lambert-eaton zollinger-ellison mallory-weiss stuart-prower jackson-rees hill-sachs marshall-smith plummer-vinson peutz-jeghers wiskott-aldrich beckwith-wiedemann smith-lemli lemli-opitz rubinstein-taybi cheyne-stokes kluver-bucy creutzfeldt-jakob wernicke-korsakoff chediak-higashi crigler-najjar dubin-johnson silver-russell denys-drash fitz-hugh hugh-curtis dix-hallpike epley-semont bush-francis wells-riley mendelson-johnson toupet-nissen roux-en',
);

/** Terms of two names that are nobody's: protocols, devices. */
export const JOINED_TERMS = setOf('schmitt-thompson carter-thomason pred-forte');

/** What people keep, drink, ride and read, as a social history has it. */
export const THINGS_OF_LIFE = setOf(
	'captain-morgan german-shepherd harley-davidson harry-potter homer-simpson jack-daniels jack-russell jim-beam jose-cuervo johnnie-walker johnny-walker king-charles saint-bernard',
);

/** Meetings and clinics after which classifications, criteria and scores are called. */
export const CLASSIFICATIONS = new Set(
	'amsterdam|ann arbor|aspen|atlanta|banff|barcelona|berlin|bethesda|boston|chicago|cincinnati|cleveland|dallas|denver|houston|miami|milwaukee|minnesota|oxford|vancouver|copenhagen|dublin|edmonton|glasgow|heidelberg|leiden|lille|los angeles|lugano|milan|montreal|munich|nottingham|ottawa|paris|prague|rochester|rome|rotterdam|sydney|tokyo|toronto|utrecht|vienna|salzburg|kyoto|helsinki|philadelphia'.split(
		'|',
	),
);

/** Makers of instruments that bear the names of people and towns. */
export const MAKERS = setOf(
	'karl-storz carl-zeiss richard-wolf boston-scientific st-jude saint-jude',
);

/** First words of the terms that are told by their words. */
export const HEADS: ReadonlySet<string> = new Set([
	...[...CLASSIFICATIONS].map((name) => name.split(' ')[0] as string),
	...[...MAKERS, ...WHOLE_EPONYMS, ...THINGS_OF_LIFE, ...EPONYMS_OF_THINGS.keys()].map(
		(name) => name.split('-')[0] as string,
	),
	'mary',
	'drinks',
]);
