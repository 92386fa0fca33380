import type { Template } from '../types.ts';

/** Home, therapy, social work, pharmacy, obstetrics and end of life. */
export const community: readonly Template[] = [
	{
		id: 'sealed-homecare-directions',
		noteType: 'homecare',
		text: `HH RN VISIT #[[6]] of [[9]]   {{agency}}   {{date.visit.us2}}  in <<time>> out <<time>>  odo on file
Directions: from {{place.landmark}} go [[2 miles]], L on {{place.street}}, trailer w/ ((green|red)) porch, dog ({{patient.county}} line). Gate: ask <<friendrelation>> {{friend.given}} {{friend.phone}}. Pt doesn't hear the [[bell]].
Pt {{patient.given}} {{patient.family}} / SOC {{date.admission.md}} / cert thru {{date.followup.us2}}
S: "{{relative.name.nick}} set up my pills wrong." Box for {{date.visit.weekdaymonth}} had [[2]] [[Xarelto]]. Fell {{date.injury.monthday}} at {{patient.employer}} retirees' lunch, didn't tell.
O: [[136/74]] [[72]] [[97.6]] [[95%]] wt [[211.4]] (up [[3.2 lb]] in [[2 days]]). [[Unna]] boot L, [[wound]] [[2.5 x 1.8 x 0.3]], [[Medihoney]], no odor. [[TUG 24 s]]. BS [[167]]. [[Tinetti 17/28]]
A/P: called {{pcp.name.family}} ofc, spoke {{nurse2.given}}, VO [[Lasix]] [[40]] x[[3d]] r/b {{date.visit.us}} <<time>>. INR [[2.4]] drawn, tube {{specimen}} to {{lab}}. O2 conc s/n {{device.serial}}. PT ({{therapist.given}}) adds walker. SW ref re: heat, <<relation>> {{relative.name.titled}} has POA, lives {{relative.street}}.
Pt sig on tablet, {{nurse.name.credentialshort}}`,
	},
	{
		id: 'sealed-psychotherapy-dap',
		noteType: 'therapy',
		text: `DAP   client {{patient.initials}} (chart {{patient.mrn.plain}})   session [[14]], [[53 min]], {{date.visit.lower}}, telehealth from car in {{place.city}}

D: Client reports "a rough week since {{date.onset.holiday}}." Argument w/ <<relation>> {{relative.given}} about moving back to {{patient.city}}; {{relative.given}} "took {{friend.given}}'s side." Slept [[4-5 h]], SI denied, [[C-SSRS]] neg. Passed over at {{patient.employer}} on {{date.injury.md}}; supervisor {{friend.name.titled}} "[[will]] never change." Remembered foster home w/ the {{relative2.family}} family near {{place.landmark}}, {{place.county}} ((<<year>>|, in grade [[4]])). Brought up {{therapist.given}}'s ([[DBT]] group) homework. [[GAD-7]] [[12/21]], [[PHQ-9]] [[9]], [[Beck]] [[22]]. Drinks [[3/week]], [[CAGE 1/4]].
A: [[Rogers]]-style reflection, [[Socratic]] questions; affect brighter by end. F43.10 per [[DSM-5]].
P: Weekly x [[6]]; ROI signed for {{pcp.name.titled}} (exp {{date.followup.us}}). Crisis line given. {{relative.given}} [[may]] join {{date.followup.weekdaymonth}} at {{relative.phone}}. [[Wellbutrin]] [[150]] -> [[300]] by {{consultant.name.initialed}}.
{{therapist.name.plain}}, LCSW #{{therapist.licence}}`,
	},
	{
		id: 'sealed-socialwork-placement',
		noteType: 'social-work',
		text: `SW ASSESSMENT/ DISPO
Source: pt, <<relation>> {{relative.name.full}}, ((landlord|caseworker)) {{friend.name.plain}}, chart
Pt {{patient.given}} is a {{patient.age}} yo <<man>> last housed at {{patient.address.upper}}, evicted {{date.prior.monthyear}}; since then "couch to couch" in {{patient.county}}, shelter downtown.
Income: SSI, SSN verified {{patient.ssn.spaced}}; was a welder with {{patient.employer}} x [[22 years]], pension via late spouse.
Legal: case no. {{case}}, county court, hearing {{date.followup.long}}; DL {{patient.driver}} suspended (VIN {{patient.vin}} impounded).
Supports: {{relative.given}} ({{relative.city}}, {{relative.phone}}, {{relative.email}}) willing but works nights; sponsor {{friend.nick}} {{friend.phone}}.
Cog: [[SLUMS 19/30]], [[GDS 6/15]]. ADL [[Katz 4/6]], [[Barthel 65]]. [[Korsakoff]] queried by psych, [[Wernicke]] tx'd [[3 days]]. [[Lawton]] [[3/8]].
Facilities tried
 - {{snf}}: no (no bed < [[2 wk]])
 - {{agency}} group home: reviewing, contact {{snf.phone}}
Plan: PASRR faxed {{date.note.md}}; APS report made; capacity by {{consultant.name.titled}}, pending. Needs [[24/7]] eyes. {{socialworker.name.signature}}`,
	},
	{
		id: 'sealed-pharmacy-intervention',
		noteType: 'pharmacy',
		text: `RPh clarification  {{pharmacy}}  tel {{pharmacy.phone}}
Rx {{rx}} wr {{date.visit.md}} disp {{date.note.us2}}
Pt {{patient.name.reversed}}  {{patient.dob.dotted}}  {{patient.street.abbreviated}}  {{patient.zip}}
Prescriber {{pcp.name.caps}}  DEA {{pcp.dea}}  NPI {{pcp.npi}}
 [[Norco 5/325]]  [[1-2]] q[[4-6h]] prn  #[[30]]   **early, last fill {{date.lab.md}} at {{pharmacy}}, wr by {{surgeon.family}}
 [[Sinemet 25/100]] tid + [[Haldol]] [[0.5]] -> d/w {{nurse.given}} at office, [[Haldol]] d/c'd
 [[Advair 250/50]] -> PA, [[Wixela]] ok
 [[Premarin]], [[Armour]] thyroid [[1/2 gr]], [[St. John's wort]] (interaction, counselled)
 [[Coumadin]] [[7.5]] MWF / [[5]] other days, INR [[3.6]]
Picked up by ((spouse|<<relation>>)) {{relative.name.plain}}, ID {{relative.city}} address, sig on file. PDMP ck'd {{date.note.iso}} <<time>> by {{tech.initials}}. BIN and PCN on card, ID {{patient.member}}, copay card {{patient.card}}. Delivery: leave w/ {{friend.given}} next door, text {{patient.cell.spaced}}. CrCl [[38 mL/min]] ([[Cockcroft]]).`,
	},
	{
		id: 'sealed-obstetrics-triage',
		noteType: 'obstetrics',
		text: `L&D TRIAGE {{date.admission.datetime}}   {{hospital.short}}  LDR {{bed}}
{{patient.name.lower}} G[[3]]P[[1011]] @ [[38w4d]] by LMP c/w [[8w]] US ({{date.prior.us2}}), EDC {{date.followup.us2}}. mrn {{patient.mrn.spaced}}. pnc w/ {{clinic}}; transferred from cnm {{nurse2.name.plain}} at [[28 wks]].
FOB {{relative.name.plain}} ((here|in route)), cell {{relative.phone}}. doula {{friend.given}}. older child {{relative2.given}} b {{relative2.dob.monthyear}} at {{hospital2}}, [[McRoberts]] needed, [[8 lb 11 oz]].
ctx q [[3-4 min]], SROM <<time>> on {{date.onset.md}}, clear. SVE [[4/80/-2]], [[Bishop 8]]. FHT [[140s]] mod var, [[Cat I]]. [[Leopold]] vtx. [[Braxton Hicks]] x [[1 week]]. GBS neg. BP [[134/86]], P/C [[0.2]]. Rh neg, [[RhoGAM]] given. [[Pfannenstiel]] scar w/h. desires [[Nexplanon]].
peds: {{pcp.name.titled}}. cord blood kit # {{case}}. name band printed {{patient.family}}, baby "{{patient.family}}, boy A".
{{resident.name.lower}} pgy[[2]] / seen w {{attending.name.titledlower}}; RN {{nurse.nick}} at bedside
band check: maternal dob {{date.birth.us2}} read aloud, ok -- {{transcriber.initials}}`,
	},
	{
		id: 'sealed-hospice-death',
		noteType: 'hospice',
		text: `HOSPICE - death visit       {{agency}}
Called <<time>> by <<relation>> {{relative.given}}. Arrived {{relative.street}}, {{relative.city}} <<time>>. Pt {{patient.name.titledfull}}, {{patient.age.words}}, born {{patient.dob.ofmonth}}, w/o pulse or resp x [[2 min]], pupils fixed. TOD <<time>>, {{date.death.long}}. Present: {{relative.name.plain}}, {{relative2.name.nick}}, chaplain {{friend.family}}, aide {{tech.given}}.
Dx [[Lewy body]], [[FAST 7c]], [[PPS 10%]]. last [[Roxanol]] [[0.25 mL]] <<time>>, [[Ativan]] [[0.5]]. [[Cheyne-Stokes]] since {{date.onset.md}}. Wasted [[22 mL]] w/ {{nurse2.name.initialed}}. [[Kennedy]] ulcer noted [[5 days]] ago. [[Foley]] out.
Notified: {{pcp.name.titled}} ((<<time>>|left w/ svc)), coroner of {{place.county}} (ref {{case}}), funeral home on {{place.street}}, DME (bed s/n {{device.serial}}). Dr signs cert, lic {{pcp.licence}}. Bereavement call {{date.followup.monthday}} to {{relative2.phone}}. Pt's SS# {{patient.ssn.dashed}} given to funeral dir. at family request. Memorial on the {{date.followup.dayordinal}}.
{{nurse.name.signature}}`,
	},
];
