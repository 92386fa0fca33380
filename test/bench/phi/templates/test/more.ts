import type { Template } from '../../types.ts';

/** Forms and labels that the other templates of this split leave out. */
export const templates: readonly Template[] = [
	{
		id: 'discharge-surgery-t',
		noteType: 'discharge',
		text: `SURGICAL DISCHARGE NOTE. {{patient.name.titledfull}}, hospital number {{patient.mrn.spaced}}, was with us {{date.admission.range}} under {{surgeon.name.titled}}. Perforated ulcer, [[Graham]] patch {{date.surgery.monthday}}, [[Jackson-Pratt]] drain out on day [[4]]. [[Child-Pugh]] [[B7]], [[MELD]] [[14]], [[Ranson]] [[2]]. Path {{specimen}}: no [[Helicobacter]]. Lactate [[1.1]], Hgb [[10.4]]. Clips out {{date.followup.weekday}} by {{nurse.given}} at {{clinic.short}}, {{clinic.phone.dashes}}. Lives with <<relation>> {{relative.nick}} near {{place.landmark}}. Work note for {{patient.employer}} until {{date.followup.us2}}. [[Protonix]] [[40 mg]], [[Percocet]] [[5/325]] #[[12]]. {{resident.initials}}/{{surgeon.initials}}`,
	},
	{
		id: 'clinic-neph-t',
		noteType: 'clinic',
		text: `Nephrology {{date.visit.quoted}} visit, seen {{date.visit.us}}. {{patient.name.nickfull}} ({{patient.age}} <<SEX>>, {{patient.phone.dashes}}). [[Alport]], [[Berger]] excluded. Fistula by {{surgeon.name.plain}} {{date.prior.monthyear}} at {{hospital2.short}}. Kt/V [[1.42]], BP [[152/88]], dry wt [[70.5 kg]], K [[5.1]], PTH [[412]], phos [[6.2]]. [[Epogen]] [[4000 U]], [[Renvela]] [[800 mg]] x[[3]]. Dialysis chair at {{place.city}} unit, nurse {{nurse.given}}, machine {{device.serial}}. Donor evaluation of <<relation>> {{relative.name.plain}} ({{relative.dob.us2}}). Listed, center code {{study}}. Back {{date.followup.monthday}}. {{consultant.name.credentialshort}}`,
	},
	{
		id: 'consult-surgery-t',
		noteType: 'consult',
		text: `Surgery consult requested by {{attending.family}} at <<time>> {{date.note.md}}. Patient is {{patient.name.upper}} in {{room}}. [[McBurney]] tender, [[Rovsing]] pos, [[Murphy]] neg, [[Alvarado]] [[8/10]]. WBC [[16.8]], T [[38.3]]. CT {{accession}}: appendix [[11 mm]]. NPO since <<time>>. Consent from <<relation>> {{relative.name.reversed}}, {{relative.phone.spaced}}. Last surgery {{date.prior.weekdaylong}} ({{surgeon.name.titled}}). [[Zosyn]] [[3.375]] q[[6]]h. To OR with {{resident.name.titled}} and {{tech.given}}. {{consultant.name.plain}}, p {{consultant.pager}}`,
	},
	{
		id: 'nursing-pacu-t',
		noteType: 'nursing',
		text: `PACU {{date.surgery.datetime}} from OR {{room}} s/p lap chole, report by {{consultant.name.initialed}} CRNA. [[Aldrete]] [[9/10]], [[Mallampati]] [[2]]. BP [[128/72]] -> [[116/70]]; pain [[6/10]] -> [[3/10]] after [[Dilaudid]] [[0.4 mg]]. Dressings [[x4]] dry. {{patient.given}} asking for {{relative.given}}; <<relation>> in waiting area, {{relative.phone.local}}. Ready for {{ward}} <<time>>, called {{nurse2.name.plain}}. Belongings bag {{case}}. {{nurse.name.familyinitial}}`,
	},
	{
		id: 'radiology-fluoro-t',
		noteType: 'radiology',
		text: `BARIUM SWALLOW {{date.study.dotted}}  {{patient.name.familyupper}}, {{patient.name.givenupper}}  [{{patient.mrn.plain}}]  {{patient.dob.dotted}}
Ordered by {{pcp.name.initialed}}. Fluoro [[2.1 min]], [[14 mGy]]. [[Schatzki]] ring [[13 mm]]. [[Zenker]] absent. [[Killian-Jamieson]] [[8 mm]]. Reflux to [[T4]]. Compared: {{date.prior.iso}} at {{hospital2.full}}.
RECOMMEND: EGD in [[4-6 weeks]].
Technologist {{tech.initials}}  Radiologist {{radiologist.name.reversed}}  Finalized {{date.study.datetime}}  Acc. {{accession}}`,
	},
	{
		id: 'table-immunization-t',
		noteType: 'table',
		text: `IMMUNIZATION RECORD  {{patient.name.full}}  b. {{patient.dob.us2}}  guardian {{relative.name.plain}}
Vaccine | Date | Lot | Site | Given by
[[MMR]] | {{date.prior.us}} | {{device.lot}} | L arm | {{nurse.initials}}
[[Tdap]] | {{date.visit.us}} | {{implantlot}} | R arm | {{nurse2.initials}}
[[HPV9]] #[[2]] | {{date.visit.us}} | {{device.lot}} | L arm | {{nurse2.initials}}
Clinic: {{clinic.full}}, {{place.street}}, {{place.city}}. Registry id {{patient.account}}. Next due {{date.followup.my}}`,
	},
	{
		id: 'audit-ticket-t',
		noteType: 'audit',
		text: `Ticket {{case}} opened {{date.note.us2}} by {{nurse.name.plain}} ({{nurse.email}}), ext {{extension}}: label printer on {{ward}} prints {{patient.name.caps}} {{patient.mrn.plain}} on wrong chart; workstation {{mac}} / {{ip}}; user {{resident.email}} badge {{resident.badge}}; severity [[2/4]]; ETA [[3 days]]. Closed {{date.discharge.us2}} by {{tech.given}}. Link {{url}}`,
	},
	{
		id: 'referral-neuro-fax-t',
		noteType: 'fax',
		text: `FACSIMILE  {{date.visit.upper}}  TO {{consultant.name.titledupper}} ({{hospital.fax.parens}})  FROM {{pcp.name.upper}} ({{clinic.fax.parens}})
RE {{patient.name.upper}} DOB {{patient.dob.us}} PH {{patient.cell.spaced}} INS {{patient.member}} AUTH {{auth}}
[[BELL]] PALSY VS [[LYME]]; [[HOUSE-BRACKMANN]] [[IV]]; MRI {{date.study.us2}}. PLEASE SEE WITHIN [[10 DAYS]]. EMERGENCY CONTACT {{relative.name.reversed}} {{relative.phone.dashes}}. {{patient.address.upper}}`,
	},
	{
		id: 'phone-nurse-line-t',
		noteType: 'phone',
		text: `{{friend.name.plain}} (<<friendrelation>>) calling about {{patient.nick}} {{patient.family}}, {{patient.dob.monthday}} birthday, room {{room}} at {{snf.short}}. BS [[48]] -> [[92]] after juice [[4 oz]]. On [[Novolog]] [[8 u]]. Told to skip dose, recheck in [[15 min]]. {{pcp.name.titled}} paged at {{pager}} <<time>>; covering is {{resident.name.titled}}. Call {{snf.phone.dots}} or {{friend.phone.dots}} {{date.visit.weekday}}. -{{nurse.nick}}`,
	},
	{
		id: 'obstetrics-prenatal-t',
		noteType: 'obstetrics',
		text: `OB intake. {{patient.name.titledfull}}, {{patient.age}} G[[2]]P[[1]], LMP {{date.onset.us2}}, EDD {{date.followup.us2}} by [[8w2d]] scan {{date.study.md}}. FOB {{relative.name.plain}}, works at {{patient.employer}}. Prior CS at {{hospital2.short}} in <<year>> ({{surgeon.name.titled}}). [[Braxton]] [[Hicks]], [[Naegele]] rule, [[Bartholin]] cyst [[2 cm]]. BP [[108/64]], FHT [[148]], [[Rh]] neg, [[RhoGAM]] [[300 mcg]]. Pap {{date.prior.monthyear}}. Address {{patient.address.line}}. Portal {{patient.email}}. Seen with {{therapist.given}}, CNM {{attending.name.initialed}}`,
	},
	{
		id: 'social-work-custody-t',
		noteType: 'social-work',
		text: `SW note, {{date.note.weekdaymonth}}. Met {{patient.given}} with {{relative.given}} and {{relative2.nick}}. CPS worker {{friend.name.plain}} of {{place.county}}, {{friend.phone.parens}}, email {{friend.email}}; docket {{case}}. School {{patient.school}} ({{patient.city}}) reports [[3]] absences since {{date.prior.monthyear}}. Restraining order {{date.lab.us}} vs. father. Safety plan [[24 h]]. Shelter address withheld. ACEs [[5/10]]. Copy to {{attending.name.titled}}. {{socialworker.name.plain}} / {{socialworker.pager}}`,
	},
	{
		id: 'homecare-infusion-t',
		noteType: 'homecare',
		text: `{{agency.upper}} INFUSION: {{patient.name.reversed}} {{patient.dob.us2}}; deliver to {{patient.street}}, {{patient.city}} <<state>> {{patient.zip}}; pump {{device.serial}}; [[Vancomycin]] [[1.25 g]] q[[12]]h x [[42 days]] from {{date.admission.us2}}; PICC [[38 cm]]; [[Huber]] n/a; [[Heparin]] [[10 U/mL]]. Labs {{date.lab.weekday}} to {{lab.full}}, fax {{hospital.fax.dashes}}, acct {{account}}. Teach {{relative.name.nickfull}} ({{relative.phone.dots}}). RN {{nurse.name.plain}}, MD {{consultant.name.titled}}`,
	},
	{
		id: 'dictation-ed-t',
		noteType: 'dictation',
		text: `Dictating for {{attending.name.titledfull}}, this is {{dictator.name.plain}}, job {{order}}. Patient {{patient.given}} {{patient.family}}, spelled as it sounds, account {{account}}, seen {{date.visit.ofmonth}}. [[Ottawa]] rules negative, [[Thompson]] test positive, [[Achilles]] tear. [[Jones]] splint. Follow up with {{surgeon.name.titled}} on {{date.followup.weekdaylong}}. Copies {{pcp.name.plain}}, {{clinic.full}}. {{dictator.initials}} {{transcriber.initials}} {{date.visit.us2}}`,
	},
];
