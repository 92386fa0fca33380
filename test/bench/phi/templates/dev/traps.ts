import type { Template } from '../../types.ts';

/** Eponyms, brands, instruments, scores and everyday words that are names as well. */
export const templates: readonly Template[] = [
	{
		id: 'traps-eponyms',
		noteType: 'clinic',
		text: `PROBLEM REVIEW {{date.visit.us}} {{patient.name.plain}} {{patient.mrn.plain}}
Known: [[Addison]], [[Alport]], [[Asherman]], [[Bartter]], [[Berger]], [[Brugada]], [[Buerger]], [[Caroli]], [[Castleman]], [[Chagas]], [[Churg-Strauss]], [[Crigler-Najjar]], [[Cushing]], [[Darier]], [[Devic]], [[Eisenmenger]], [[Fabry]], [[Fanconi]], [[Felty]], [[Gaucher]], [[Gitelman]], [[Goodpasture]], [[Hashimoto]], [[Henoch-Schonlein]] disease or syndrome. Ruled out: [[Hirschsprung]], [[Huntington]], [[Kaposi]], [[Klinefelter]], [[Korsakoff]], [[Lambert-Eaton]], [[Loeffler]], [[Lynch]], [[Mallory-Weiss]], [[Meniere]], [[Menkes]], [[Noonan]], [[Ogilvie]], [[Osler-Weber-Rendu]], [[Peutz-Jeghers]], [[Pick]], [[Plummer-Vinson]], [[Pott]], [[Prader-Willi]], [[Prinzmetal]], [[Reiter]], [[Rett]], [[Sheehan]], [[Stargardt]].
Signs: [[Chvostek]], [[Trousseau]], [[Cullen]], [[Grey Turner]], [[Kehr]], [[Levine]], [[Lhermitte]], [[Murphy]], [[Nikolsky]], [[Phalen]], [[Tinel]], [[Finkelstein]], [[Hawkins]], [[Neer]], [[Spurling]], [[Trendelenburg]], [[Weber]], [[Rinne]], [[Dix-Hallpike]], [[Hoffmann]], [[Gower]], [[Kussmaul]], [[Cheyne-Stokes]], [[Corrigan]] noted or absent. Labs [[Coombs]] neg, [[Mantoux]] [[0 mm]], [[Papanicolaou]] normal, [[Ziehl-Neelsen]] neg, [[Auer]] rods none, [[Heinz]] bodies.
Next {{date.followup.weekday}} with {{pcp.name.titled}}.`,
	},
	{
		id: 'traps-drugs',
		noteType: 'pharmacy',
		text: `HOME MEDS {{patient.name.caps}} verified {{date.admission.us2}} by {{tech.given}}
[[Abilify]] [[5 mg]]
[[Allegra]] [[180 mg]]
[[Ambien]] [[5 mg]]
[[Aricept]] [[10 mg]]
[[Armour Thyroid]] [[60 mg]]
[[Bactrim DS]] [[1 tab]]
[[Bumex]] [[1 mg]]
[[Bystolic]] [[10 mg]]
[[Cardizem CD]] [[240 mg]]
[[Celexa]] [[20 mg]]
[[Cialis]] [[5 mg]]
[[Cymbalta]] [[60 mg]]
[[Crestor]] [[20 mg]]
[[Diovan]] [[160 mg]]
[[Effexor XR]] [[75 mg]]
[[Entresto]] [[49 mg]]
[[Farxiga]] [[10 mg]]
[[Flomax]] [[0.4 mg]]
[[Imdur]] [[30 mg]]
[[Januvia]] [[100 mg]]
[[Keppra]] [[500 mg]]
[[Klonopin]] [[0.5 mg]]
[[Lamictal]] [[100 mg]]
[[Lasix]] [[40 mg]]
[[Lexapro]] [[10 mg]]
[[Linzess]] [[145 mcg]]
[[Lyrica]] [[75 mg]]
[[Miralax]] [[17 g]]
[[Mobic]] [[15 mg]]
[[Namenda]] [[10 mg]]
[[Neurontin]] [[300 mg]]
[[Nexium]] [[40 mg]]
[[Ozempic]] [[0.5 mg]]
[[Pepcid]] [[20 mg]]
[[Plavix]] [[75 mg]]
[[Prozac]] [[20 mg]]
[[Remeron]] [[15 mg]]
[[Restasis]] [[1 gtt]]
[[Singulair]] [[10 mg]]
[[Spiriva]] [[18 mcg]]
[[Symbicort]] [[2 puffs]]
[[Tegretol]] [[200 mg]]
[[Trulicity]] [[0.75 mg]]
[[Valium]] [[2 mg]]
[[Victoza]] [[1.2 mg]]
[[Wellbutrin]] [[150 mg]]
[[Zetia]] [[10 mg]]
[[Zoloft]] [[50 mg]]
[[Zyrtec]] [[10 mg]]
Allergic: [[Augmentin]], [[Cipro]], [[Demerol]], [[Dilantin]], [[Reglan]], [[Toradol]]. Questions to {{dictator.name.plain}} x{{extension}}.`,
	},
	{
		id: 'traps-devices',
		noteType: 'operative',
		text: `EQUIPMENT for {{patient.name.reversed}}, {{date.surgery.us}}, room {{room}}
[[Adson]], [[Army-Navy]], [[Balfour]], [[Bookwalter]], [[Bovie]], [[Burke]], [[Castroviejo]], [[Cobb]], [[Crile]], [[Deaver]], [[DeBakey]], [[Finochietto]], [[Frazier]], [[Gelpi]], [[Harrington]], [[Hegar]], [[Kelly]], [[Kerrison]], [[Kocher]], [[Langenbeck]], [[Mayo]], [[Metzenbaum]], [[Mixter]], [[Potts]], [[Rampley]], [[Richardson]], [[Satinsky]], [[Senn]], [[Steinmann]], [[Weitlaner]], [[Yankauer]] on table. Tubes: [[Blake]], [[Cook]], [[Foley]], [[Hickman]], [[Jackson-Pratt]], [[Malecot]], [[Miller-Abbott]], [[Minnesota]], [[Port-A-Cath]], [[Quinton]], [[Salem sump]], [[T-tube]]. Sutures [[Monocryl]], [[PDS]], [[Prolene]], [[Vicryl]], [[Ethilon]], [[Gore-Tex]], [[Maxon]] [[3-0]], [[4-0]]. Positioned on [[Allen]] stirrups, [[Bair Hugger]] [[38 C]], [[Mayfield]] [[60 lb]]. [[Stryker]] [[4.5]] scope, [[Karl Storz]] tower, [[Medtronic]] [[5.5 x 40]], [[DePuy]] [[size 5]], [[Smith & Nephew]] [[28 mm]] head, [[Zimmer Biomet]] cup [[54]].
Checked by {{nurse.name.plain}} and {{tech.name.plain}}; serial {{device.serial}}.`,
	},
	{
		id: 'traps-numbers',
		noteType: 'table',
		text: `SCORES {{patient.name.familyinitial}} {{date.note.us}}
APGAR [[8/9]]; GCS [[13/15]]; MMSE [[24/30]]; MoCA [[21/30]]; PHQ-9 [[11/27]]; GAD-7 [[8/21]]; AUDIT [[6/40]]; Barthel [[65/100]]; Braden [[14/23]]; Norton [[12/20]]; Berg [[41/56]]; Tinetti [[18/28]]; FLACC [[3/10]]; CAGE [[2/4]]; NIHSS [[9/42]]; Mini-Cog [[2/5]]; Boston [[7/9]]; Bishop [[6/13]]; Alvarado [[7/10]]; tender [[9/28]], swollen [[4/28]]
Strength [[4/5]] L, [[5/5]] R; reflexes [[2/4]]; pulses [[1/4]]; murmur [[3/6]]; vision [[20/40]], [[20/200]]; BP [[142/88]], [[98/54]], [[116/70]]; vent [[14/500/8/50]]; ABG [[7.32/48/71/24]]; I/O [[1850/1400]]; K/Na [[3.9/140]]; H/H [[9.8/29.4]]; CBC [[11.2/10.1/31/240]]
Insulin [[70/30]] [[12]] units; [[Percocet]] [[10/325]]; [[Advair]] [[500/50]]; [[Hyzaar]] [[100/25]]; [[Sinemet]] [[25/250]]; [[D5 1/2 NS]] at [[75]]; [[1/4]] tab; [[3/4]] strength; pH [[5.0]]; sg [[1.015]]; stage [[1/4]]; nodes [[3/12]], [[0/21]]; cores [[5/12]]; series [[3]] image [[44/120]]; cycle [[2/6]]; day [[5/7]]; dose [[1/3]]; units [[2/2]]
Levels [[C3-4]], [[T6-7]], [[L2-3]], [[S1-2]]; [[T1-T2]] [[pT2]] [[N0]]; [[5-10]] WBC; [[0-2]] RBC; q[[4-6]]h; [[10-15]] min; [[2-3]] weeks; [[12-18]] months; R [[1-2]] wk. Recorded {{nurse.initials}} {{date.note.datetime}}`,
	},
	{
		id: 'traps-words',
		noteType: 'nursing',
		text: `{{patient.given}} {{patient.family}} [[may]] get up with [[help]]. [[Will]] [[mark]] site; [[bill]] of rights given; [[art]] therapy; [[grace]] period; [[pat]] dry, do not [[rub]]; [[rose]] from chair; [[sandy]] stool; [[rusty]] sputum; [[frank]] blood; [[drew]] labs; [[faith]] and [[hope]] group; [[dawn]] phenomenon; [[amber]] urine; [[crystal]] arthropathy; [[summer]] cold; [[white]] patches; [[brown]] fluid; [[green]] emesis; [[black]] stool; [[gray]] sclera; [[young]] for age; [[long]] nails; [[short]] gait; [[strong]] cough; [[head]] midline; [[hand]] grip; [[foot]] drop; [[heart]] regular; [[bell]] within reach; [[temple]] tender; [[wound]] clean; [[cancer]] screening; [[pain]] better; [[rice]] diet; [[fish]] oil; [[cook]] for self; [[carter]] splint; [[mason]] jar; [[page]] MD; [[major]] depression; [[chance]] of fall; [[price]] check; [[banks]] blood; [[wells]] score; [[waters]] view; [[case]] manager; [[chart]] reviewed; [[church]] visit; [[cross]] match; [[ward]] clerk; [[field]] block; [[sharp]] debridement; [[stone]] passed; [[day]] [[3]]; [[weeks]] [[2]]; [[fall]] risk; [[best]] motor; [[read]] back; [[noble]] effort; Clothes stay with <<relation>>. {{nurse.name.credentialshort}} {{date.note.us2}}`,
	},
];
