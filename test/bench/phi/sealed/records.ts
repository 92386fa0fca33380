import type { Template } from '../types.ts';

/** Consults, dictations, instructions, forms, tables and machine-written lines. */
export const records: readonly Template[] = [
	{
		id: 'sealed-dictation-raw',
		noteType: 'dictation',
		text: `this is doctor {{dictator.name.lower}} dictating a clinic note on {{patient.name.lower}} comma that's {{patient.family}} as it sounds comma medical record {{patient.mrn.spaced}} period date of service {{date.visit.ordinal}} period new paragraph the patient is a {{patient.age.words}} year old <<man>> referred by {{pcp.name.titledlower}} over at {{clinic}} comma who since {{date.onset.monthyear}} has had numbness in the [[L5]] distribution comma [[4 out of 5]] strength comma no [[babinski]] period [[tinel]] sign positive period the emg done {{date.study.monthday}} at {{hospital2}} showed [[C7]] comma [[C8]] changes period new paragraph <<his>> <<relation>> {{relative.name.givenlower}} drives <<him>> from {{patient.city.lower}} comma about [[2 hours]] period social history used to work for {{patient.employer}} comma smokes [[one half]] pack period impression [[guillain barre]] less likely comma [[charcot marie tooth]] possible comma b twelve [[188]] period plan [[gabapentin]] [[three hundred]] at night comma come back {{date.followup.monthday}} or sooner comma call {{nurse.given}} at {{clinic.phone}} period send copies to {{surgeon.name.family}} and to ((the patient|{{consultant.name.lower}})) period end of dictation thank you {{transcriber.given}}
D {{date.visit.us}} T {{date.note.us2}} {{dictator.initials}}:{{transcriber.initials}} job {{case}}`,
	},
	{
		id: 'sealed-discharge-instructions',
		noteType: 'discharge',
		text: `YOUR GOING-HOME PLAN, {{patient.given}}!
You were at {{hospital.full}} ({{ward}}) from {{date.admission.monthday}} until {{date.discharge.monthday}}. Your doctors: {{attending.name.plain}}, {{resident.name.plain}}. Your nurse today: {{nurse.given}}.

WHY: your heart was weak ([[EF 30%]]). Weight at home-going [[74.3 kg]].
WHAT TO TAKE            AM    NOON   BED
 [[Entresto 24/26]]         [[1]]      -      [[1]]
 [[Toprol XL]] [[25]]           [[1/2]]     -      -
 [[Aldactone]] [[25]]           [[1]]      -      -
 STOP [[Motrin]], [[Aleve]]
CALL if you gain [[3 lb in 1 day]] or [[5 lb in 1 week]]: {{hospital.phone}} ((press 2|ext {{extension}}))
APPOINTMENTS
 * {{date.followup.weekdaymonth}} <<time>>  {{consultant.name.titled}}, heart clinic, {{place.street}} (across from {{place.landmark}})
 * {{date.followup.monthday}}  labs, {{lab}}
 * {{pcp.name.family}}: they call you at {{patient.cell.parens}}
Pills at {{pharmacy}}. Ride: {{relative.name.nick}}. No driving x [[2 weeks]]. Salt under [[2,000 mg]]. [[May]] shower. [[White]] count and [[A1c 6.9]] were fine. Remove [[Holter]] on the {{date.followup.dayordinal}}.
I got this paper: {{patient.name.any}} ____ witness {{nurse.initials}}  Questions on the web: {{hospital.url}}  visit {{visit}}`,
	},
	{
		id: 'sealed-consult-neurology',
		noteType: 'consult',
		text: `NEURO c/s (req: {{attending.family}}, {{date.visit.md}})
cc "shaking". hx from pt + <<relation>> ({{relative.name.titled}}), records {{hospital2}} <<year>>.
{{patient.name.titledpossessive}} sx began {{date.onset.quoted}}, R>L. Dx [[Parkinson]] by {{friend.name.titled}} in {{place.city}}, {{date.prior.my}}; tried [[Mirapex]] (gambled at {{place.landmark}}), [[Azilect]]. One <<relation2>>, {{relative2.given}}, has [[Huntington]]; no [[Wilson]], [[Friedreich]], [[Fahr]]. DBS {{date.surgery.monthyear}} per {{surgeon.name.plain}}, IPG {{patient.device}}, interrogated {{date.study.us}}.
Meds [[Sinemet 25/100]] [[1.5 tab]] q[[4h]], [[Seroquel]] [[12.5]].
O/ [[MMSE 23/30]], [[Hoehn and Yahr 3]], [[UPDRS 41]]. EOM full. [[Myerson]] +. [[Romberg]] neg, [[Hoffmann]] neg. [[5/5]] save L IO [[4-/5]]. DTR [[2/4]]. gait [[10 m]] in [[14 s]].
MRI ({{accession}}) [[Fazekas 2]]; [[C3-C4]] stenosis.
Imp: [[Lance-Adams]] unlikely. Rec: ammonia, hold [[Reglan]], [[Dix-Hallpike]] w/ PT.
d/w {{resident.given}}; <<relation>> [[will]] bring pump diary from {{date.lab.range}}. Pls call, {{consultant.name.familyupper}} p{{consultant.pager}}`,
	},
	{
		id: 'sealed-consent-interpreter',
		noteType: 'consent',
		text: `CONSENT FOR ((CARDIAC CATH|ENDOSCOPY|ANESTHESIA))           form rev. [[4.2]]
I, {{patient.name.full}} (or legal rep. {{relative.name.full}}, <<relation>>), DOB {{patient.dob.medium}}, allow {{surgeon.name.credentialed}} and whoever <<he>> names, incl. {{resident.name.plain}}, at {{hospital.full}}.
Risks told: bleeding [[1/100]], stroke [[1/1000]], death [[<0.1%]], [[Mallory-Weiss]] tear, [[Horner]]. Alternatives: [[Plavix]] alone, watchful waiting [[3 months]].
Photos: ( ) yes  (X) no.  Old image {{patient.photo}} to be destroyed.
Blood: accept, but not from {{relative2.given}}.
Interpreter (phone) ID {{badge}}, name {{friend.given}}; started <<time>>, [[11 min]].
ID seen: driver's lic. {{patient.driver}} <<state>>; right index print {{patient.biometric}}
Signed X {{patient.name.initialed}}    {{date.surgery.us2}}   <<time>>
Witness {{nurse.name.plain}} RN, {{ward}}    witness 2 {{tech.name.any}} by phone {{hospital.phone}}
Copy mailed {{patient.address.line}}; copy e-mailed {{patient.email}}. Research part: subject no. {{study}}, IRB consent v[[2.1]], coordinator {{socialworker.name.plain}}.`,
	},
	{
		id: 'sealed-audit-trail',
		noteType: 'audit',
		text: `{{date.note.isotime}} INFO  chart.auth user={{nurse.badge}} host={{ip}} ok
{{date.note.isotime}} INFO  chart.open mrn={{patient.mrn.plain}} pt="{{patient.name.reversed}}" reason="[[covering]]" enc={{encounter}}
{{date.note.isotime}} WARN  break-the-glass user={{resident.email}} pt={{patient.family}} note="<<relation>> of staff ({{relative.name.plain}})"
        "        INFO  result.view acc={{accession}} code=[[2345-7]] val=[[118]] mg/dL rng=[[70-99]]
        "        INFO  dicom.send study={{uid}} to {{url}} img=[[1/240]] t=[[4.2s]]
        "        INFO  order.sign {{order}} med="[[Lovenox 40 mg]]" by="{{attending.name.caps}}" bp=[[118/72]]
{{date.note.isotime}} INFO  portal.msg from={{patient.handle}} via {{patient.ipv6}} bytes=[[512]]
        "        ERROR print queue=[[Q4]] doc="dc summary {{patient.name.familyinitial}} {{date.discharge.us}}.pdf" loc={{ward}} retry [[3/5]]
        "        INFO  fax.out {{clinic.fax.plain}} ((status=[[200]]|busy)) pages=[[4]] v[[7.10.2]] dur=[[42s]]
reviewed by privacy: {{socialworker.name.initialed}}, {{date.followup.us}}; ticket closed`,
	},
	{
		id: 'sealed-table-wound-flowsheet',
		noteType: 'table',
		text: `{{clinic}} — [[WOUND]] FLOWSHEET | {{patient.name.caps}} | {{patient.dob.us}} | H/C# {{patient.mrn.prefixed}}
Date | L x W x D | Drain | Pain | Tx | By
{{date.admission.md}} | [[4.0x3.2x1.1]] | mod | [[7/10]] | [[Santyl]], [[Kerlix]] | {{nurse.initials}}
{{date.surgery.md}} | [[3.6x3.0x0.9]] | mod | [[6/10]] | debrid. per {{surgeon.family}} | {{nurse2.initials}}
{{date.visit.md}} | [[3.1x2.2x0.6]] | sm | [[4/10]] | [[Apligraf]] lot {{implantlot}} | {{nurse.initials}}
{{date.note.md}} | [[2.0x1.9x0.4]] | scant | [[2/10]] | [[Coban]] [[2-layer]] | {{therapist.nick}}
ABI [[0.71]]/[[0.88]], [[Wagner 2]], TcPO2 [[34]], alb [[2.9]], HBO [[20/40]] dives @ [[2.0 ATA]], A1c [[8.4]].
Legend: {{nurse.initials}} = {{nurse.name.credentialed}}
Comments:
{{date.visit.md}} pt late, bus from {{place.city}}. shoes from {{agency}}. ((<<Relation>> {{relative.given}} does dressings M/F|lives alone, <<friendrelation>> {{friend.given}} helps))
{{date.note.md}} photo {{patient.photo}} upl. next {{date.followup.md}}; if no better in [[4 wks]] -> [[Syme]] vs [[Chopart]] talk w/ Dr. {{surgeon.family}}.`,
	},
	{
		id: 'sealed-referral-sleep',
		noteType: 'referral',
		text: `Re: {{patient.name.titled}} {{patient.dob.us2}}, ins {{patient.member}}

{{consultant.given}} -- thx for squeezing <<him>> in. Quick story: {{patient.nick}} drives truck for {{patient.employer}}, DOT card up {{date.followup.my}}. Nodded off on the road by {{place.landmark}} on {{date.injury.weekdaymonth}} (no crash; dashcam has plate {{patient.plate}}). STOP-BANG [[6/8]], [[Epworth]] [[17/24]], neck [[18 in]], [[Mallampati IV]], BMI [[43]], [[158/92]]. Home test {{date.study.iso}}: AHI [[41.6]], nadir [[71%]], T90 [[22%]]. AutoPAP [[8-16 cm]] ([[ResMed]], sn {{patient.device}}) dl'd <<n>> nights thru {{date.lab.short}}: use [[3.1 h]], leak [[34 L]]. [[Pickwickian]]? ABG [[7.36/52/61]].
FHx: <<relation>> {{relative.given}} on [[BiPAP]] [[14/8]]; <<relation2>> {{relative2.name.plain}} (also one of yours I believe).
Meds: [[Ambien]] (stopped), [[Norvasc]] [[10]], [[Flonase]].
Can your people ring {{patient.cell.dashes}} or the dispatcher {{friend.name.titled}} {{patient.workphone}}? <<He>> is home in {{patient.city}} only on weekends. Data at {{patient.url}}

{{pcp.given}} ({{pcp.name.credentialed}})
{{clinic}} * {{clinic.phone}} * fax {{clinic.fax}}`,
	},
	{
		id: 'sealed-clinic-telegram',
		noteType: 'clinic',
		text: `{{date.visit.us2}} {{patient.initials}} f/u. {{patient.age}}<<SEX>>. saw {{surgeon.family}} {{date.prior.md}} -> [[Dupuytren]] inj, ok. {{relative.given}} in car.
#1 HTN [[148/82]], rpt [[136/78]]. ↑ [[Norvasc]] [[5→10]].
#2 DM A1c [[7.4]] ([[8.0]] {{date.lab.my}}). eyes {{date.study.quoted}} {{consultant.name.titled}}. feet ok [[10/10]] mono.
#3 back. [[L3-4]] ESI {{date.surgery.monthyear}} at {{hospital2}}. [[Patrick]] +, SLR [[60°]]. PT w/ {{therapist.given}} [[2x/wk]].
#4 mood. laid off {{patient.employer}} {{date.onset.monthday}}. PHQ [[6]]. <<relation2>> {{relative2.nick}} d. {{date.injury.monthday}}, funeral {{place.city}}.
#5 [[Bell]] palsy {{date.prior.year}}, resolved. [[House-Brackmann 1]]
HM: colo {{date.prior.monthyear}} ([[Boston prep 8/9]], [[5 yr]]). [[Shingrix]] [[2/2]]. [[Prevnar 20]] today L delt. DEXA [[T -2.6]], [[FRAX 11%]], start [[Fosamax]] [[70/wk]].
RTC [[3 mo]]. refill to {{pharmacy}}. form for handicap tag (plate {{patient.plate}}) done. ((jury letter done, juror {{case}}|gave wk note thru {{date.followup.md}})).
[[25 min]], [[99214]]. {{pcp.initials}}/{{tech.nick}}`,
	},
	{
		id: 'sealed-remote-therapy-pt',
		noteType: 'therapy',
		text: `OUTPT PT/OT PROGRESS  (visit [[8/12]])     {{clinic}}  tx {{therapist.name.credentialshort}}
Pt: {{patient.name.familyupper}}, {{patient.given}}.  ref: {{surgeon.name.initialed}} rx dated {{date.surgery.us2}}; cert {{date.admission.md}}-{{date.followup.md}}; auth {{auth}}
s/p R TKA {{date.surgery.md}} ({{hospital.short}}), [[Zimmer]], hx [[Baker]] cyst, [[Colles]] fx, [[ACL]] <<year>>
S: "went to {{relative.name.nick}}'s for {{date.onset.holiday}}, did the stairs [[2 flights]]!" pain [[3/10]] (was [[8/10]] {{date.prior.md}}). fell off [[BOSU]] {{date.injury.weekdaymonth}}, {{tech.given}} guarding.
O: AROM [[4-112°]] ([[12-88]] on {{date.visit.md}}); quad [[4/5]], HS [[4+/5]]; [[Thomas]] +; [[Ober]] -; [[Lachman]] 1+; 6MWT [[1,140 ft]]; [[Berg 49/56]]; [[LEFS 52/80]]; girth [[41.5]]/[[39]]
Tx: [[NuStep]] L[[5]] x [[10 min]], heel slides [[3x15]], [[Kinesio]] tape, [[Game Ready]] [[15']]
A: on track. P: cont [[2x/wk x 4]]; telerehab link {{url}} on {{date.followup.weekdaymonth}}, login {{patient.handle}}. emailed HEP. pt wants to golf near {{place.landmark}} w/ {{friend.given}} by {{date.followup.monthday}}.
co-sign {{nurse2.name.signature}} for {{therapist.initials}}`,
	},
];
