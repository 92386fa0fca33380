import type { Template } from '../../types.ts';

export const templates: readonly Template[] = [
	{
		id: 'clinic-diabetes',
		noteType: 'clinic',
		text: `{{clinic.full}} - Progress note - {{date.visit.us}}
{{patient.name.full}}   DOB {{patient.dob.us}}   Provider {{pcp.name.credentialed}}
S: {{patient.nick}} is here with <<his>> <<relation>> {{relative.given}}. Sugars [[140-180]] fasting. Works nights at {{patient.employer}}. Started walking around {{place.landmark}} [[3]] times a week. Last eye exam {{date.prior.monthyear}} with {{consultant.name.titled}}. Denies [[white]] spots, [[Bell]] palsy resolved in <<year>>.
O: [[132/78]], wt [[212 lb]], BMI [[31.4]]. Feet: monofilament [[8/10]]. [[Romberg]] negative. A1c [[7.8%]] (was [[8.4%]]). LDL [[96]]. eGFR [[64]].
A/P: 1. T2DM: metformin [[1000 mg]] BID, add [[Jardiance]] [[10 mg]]. 2. HTN: [[benicar]] [[20/12.5]]. 3. [[Dupuytren]] contracture: hand clinic. [[May]] need [[long]]-acting insulin. Return [[3 months]].
Rx sent to {{pharmacy.full}}, {{pharmacy.phone.dashes}}, Rx {{rx}}.
{{pcp.name.signature}}`,
	},
	{
		id: 'clinic-veteran',
		noteType: 'clinic',
		text: `Mr/Ms {{patient.family}} moved here from {{place.city}} last [[fall]]. <<He>> grew up in {{place.county}}, went to {{patient.school}}, and drove a truck for {{patient.employer}} for [[30 years]]. Now {{patient.age}}. [[Agent Orange]] exposure. PHQ-9 [[12/27]], MoCA [[24/30]], CAGE [[1/4]]. {{patient.given}}'s <<relation>> {{relative.nick}} lives on {{relative.street}}.
Exam: [[Dupuytren]], [[Heberden]] nodes, [[2/6]] systolic murmur at the [[Erb]] point, reflexes [[2+]], [[Babinski]] down.
Plan: refer to {{therapist.name.credentialed}}; sleep study; [[Paxil]] [[20 mg]]. Next: {{date.followup.ofmonth}}. - {{pcp.name.dotted}}`,
	},
	{
		id: 'consult-neurology',
		noteType: 'consult',
		text: `NEUROLOGY CONSULT
Requested by {{attending.name.titled}} for tremor. Pt {{patient.name.plain}}, #{{patient.mrn.spaced}}, {{ward}} bed {{bed}}.
HPI: {{patient.age}}y <<SEX>> w/ [[Parkinson]] disease dx'd {{date.prior.my}}, on [[Sinemet]] [[25/100]] TID. Per <<relation>> {{relative.name.nickfull}} freezing since {{date.onset.monthday}}. H/o [[Guillain-Barre]] in <<year>>. 
Exam: MMSE [[22/30]], [[Hoehn]] and [[Yahr]] [[3]]. [[Myerson]] sign present. Motor [[4+/5]]. Gait: [[short]] steps. [[Lewy]] body vs [[Alzheimer]]. [[Wilson]] disease unlikely. NIHSS [[2]].
Rec: DaTscan, hold [[Reglan]]. Will d/w {{pcp.name.titled}} ({{pcp.phone.dashes}}).
{{consultant.name.credentialed}} pager {{consultant.pager}} / resident {{resident.name.initialed}}`,
	},
	{
		id: 'consult-psych',
		noteType: 'consult',
		text: `Psychiatry C-L. Identifying: {{patient.name.titledfull}}, {{patient.age}}, of {{patient.city}}, brought by police on {{date.admission.weekday}} {{date.admission.md}} from {{place.street}}. Collateral from <<friendrelation>> {{friend.name.plain}}, {{friend.phone.parens}}, and case worker {{socialworker.given}} of {{agency.full}}. {{patient.given}} [[will]] not give [[hope]] a name; denies [[pain]]. Previous stays at {{hospital2.full}} ({{date.prior.monthyear}}, {{date.prior.year}}). QTc [[448]]. [[Haldol]] [[5 mg]], [[Ativan]] [[2 mg]]. C-SSRS [[4/6]]. Probation case {{case}}. Car: plate {{patient.plate}} left at {{place.landmark}}.
Hold expires {{date.followup.datetime}}. {{consultant.name.plain}} ({{consultant.licence}})`,
	},
	{
		id: 'referral-cardiology',
		noteType: 'referral',
		text: `{{date.visit.long}}

{{consultant.name.credentialed}}
{{hospital.address.block}}

RE: {{patient.name.full}}, DOB {{patient.dob.long}}, {{patient.address.line}}

Dear {{consultant.name.titled}}:

Thank you for seeing {{patient.name.titled}}, a {{patient.age}}-year-old <<man>> with [[Marfan]] habitus and a [[Wolff-Parkinson-White]] pattern. Echo from {{date.prior.short}} shows EF [[55%]], root [[4.1 cm]]. BP today [[126/74]]. <<He>> is on [[Toprol]] [[50 mg]]. <<His>> <<relation>> {{relative.name.plain}} died suddenly in <<year>>. <<He>> can be reached at {{patient.phone.dashes}} or {{patient.email}}; plan id {{patient.member}}, authorization {{auth}}.

With kind regards,
{{pcp.name.credentialed}}
{{clinic.full}} | {{clinic.phone.dots}} | fax {{clinic.fax.dots}} | NPI {{pcp.npi}}
cc: {{attending.name.plain}}`,
	},
	{
		id: 'phone-triage',
		noteType: 'phone',
		text: `TELEPHONE ENCOUNTER {{date.visit.datetime}}
Caller: {{relative.name.nickfull}} (<<relation>>), callback {{relative.phone.dashes}}
Re: {{patient.name.plain}}, DOB {{patient.dob.us2}}
{{relative.given}} states {{patient.nick}} has had fever [[101.2]] x [[2 days]], took [[Tylenol]] [[500 mg]] [[2]] tabs. Lives at {{patient.street.abbreviated}}, {{patient.city}}. Allergic to [[sulfa]]. Pharmacy: {{pharmacy.full}}. Advised fluids, ED if > [[103]]. {{pcp.name.titled}} notified. Call back {{date.followup.weekday}}.
{{nurse.name.credentialshort}}, triage. Backup number {{patient.workphone.ext}}`,
	},
	{
		id: 'phone-message',
		noteType: 'phone',
		text: `msg for dr {{pcp.name.familylower}}: {{patient.name.givenlower}} {{patient.name.familylower}} called {{date.visit.md}} <<time>>, says her [[coumadin]] was changed to [[5 mg]] mwf and [[2.5]] other days, inr [[3.4]]. call {{patient.cell.plain}} or leave word with {{relative.nick}}. also wants handicap form for {{patient.plate}}. --{{tech.given}}`,
	},
	{
		id: 'portal-refill',
		noteType: 'portal',
		text: `From: {{patient.handle}}
To: {{pcp.name.titledfull}}
Sent: {{date.visit.us2}} <<time>>
Subject: refill

Hi Dr. {{pcp.family}}, this is {{patient.name.nickfull}} (born {{patient.dob.us2}}). I need my [[Synthroid]] [[88 mcg]] sent to {{pharmacy.full}}. Also {{nurse.given}} told me the test on {{date.lab.monthday}} was fine? My cell is {{patient.cell.dots}}, email {{patient.email}}. We are away in {{place.city}} until {{date.followup.holiday}}. I take [[1/2]] tab at night, pain is [[3/10]]. Thanks so much
{{patient.given}}`,
	},
	{
		id: 'portal-mother',
		noteType: 'portal',
		text: `hello, I'm {{patient.name.possessive}} <<relation>>. {{patient.given}} has a rash since {{date.onset.weekday}}. we saw {{resident.name.titledlower}} in the er at {{hospital.lower}} on {{date.visit.monthday}}. should I bring <<him>> in {{date.followup.weekday}}? you can text {{relative.phone.dots}}. - {{relative.name.plain}}

REPLY ({{nurse.name.credentialshort}}, {{date.visit.us2}}): Hi {{relative.given}}, hydrocortisone [[1%]] twice a day for [[7 days]]. Dr. {{pcp.family}} [[will]] look at the picture {{patient.photo}}.`,
	},
	{
		id: 'therapy-pt',
		noteType: 'therapy',
		text: `PT EVAL {{date.visit.us}}  Pt: {{patient.name.reversed}}  Dx: s/p <<side>> TKA {{date.surgery.us2}} ({{surgeon.name.titled}})
Prior level: independent, lives in [[2]] story home, [[12]] steps, w/ <<relation>> {{relative.given}}. Goal: return to volunteering at {{patient.school}}.
ROM [[0-95]], strength quad [[3+/5]], [[Berg]] [[38/56]], TUG [[18 s]], [[Tinetti]] [[19/28]], pain [[4/10]]. [[Thomas]] test neg, [[Homans]] neg.
Plan [[3x/week]] for [[6 weeks]]. Cert period {{date.visit.us}} to {{date.followup.us}}. Auth {{auth}} from {{insurer.full}}.
{{therapist.name.credentialed}} lic {{therapist.licence}}`,
	},
	{
		id: 'pharmacy-recon',
		noteType: 'pharmacy',
		text: `MED REC  {{patient.name.caps}}  {{patient.mrn.plain}}  wt [[82 kg]]  CrCl [[54]]
Source: {{pharmacy.full}} ({{pharmacy.phone.parens}}), spoke with {{tech.given}}; <<relation>> {{relative.name.plain}}
1. [[Eliquis]] [[5 mg]] BID, last fill {{date.prior.us2}}, Rx# {{rx}}
2. [[Lantus]] [[24 units]] qhs
3. Carbidopa/levodopa [[25/100]] [[1.5]] tabs
4. [[Norco]] [[5/325]] prn, prescriber {{pcp.name.plain}} DEA {{pcp.dea}}
Vanc trough [[16.2]] {{date.lab.us2}} <<time>>. Discussed w/ {{resident.name.titled}}.
Verified {{dictator.name.plain}}, PharmD {{date.note.us}}`,
	},
];
