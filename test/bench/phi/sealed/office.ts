import type { Template } from '../types.ts';

/** Letters, messages, faxes and threads that pass between offices, homes and plans. */
export const office: readonly Template[] = [
	{
		id: 'sealed-phone-slip',
		noteType: 'phone',
		text: `WHILE YOU WERE OUT
for: {{pcp.family}}     taken by: {{transcriber.nick}}     {{date.note.md}} <<time>>
{{relative.name.plain}} called re <<his>> ((mom|dad|<<relation>>)) {{patient.name.titled}} -- ph {{relative.phone}} til 5, after that {{patient.phone.local}}
(X) wants call back  ( ) [[will]] call again  (X) URGENT
msg: out of [[Lantus]] since {{date.onset.weekdaymonth}}, sugars [[280-340]], only [[1/2]] vial [[Humalog]] left. {{pharmacy}} says no refills on {{rx}}. also BP [[172/98]] on home cuff, feet swelling x [[5 days]]. pls send 90 day to the one on {{place.street}} instead {{pharmacy.phone}}. dob {{patient.dob.us2}}
---
{{nurse.given}}: called {{date.note.md}} <<time>> no ans, LM on machine ("you've reached the {{patient.family}}s")
{{nurse.given}}: <<he>> called back. can't come {{date.followup.md}}, going to {{place.city}} til {{date.followup.dayordinal}} for grandbaby. sees {{consultant.name.titledlower}} after. ok for [[10 units]] qhs per {{pcp.initials}}, ED if [[>400]]. A1c last [[9.1]]`,
	},
	{
		id: 'sealed-email-thread',
		noteType: 'email',
		text: `From: {{socialworker.name.plain}} <{{socialworker.email}}>
Sent: {{date.note.weekdaylong}} <<time>>
To: {{attending.name.reversed}}
Subject: FW: Re: bed offer / {{patient.name.familyinitial}}. rm {{room}}

Team, see below. {{snf}} can take <<him>> {{date.discharge.md}} if the [[wound]] vac is approved. I need the face-to-face by noon. [[May]] I have someone sign today?
{{socialworker.nick}}

> From: {{friend.email}}
> Date: {{date.visit.datetime}}
> Hi {{socialworker.given}},
> We have reviewed {{patient.given}}'s packet. Questions: (1) [[Stage 3]] sacral, size? (2) [[Ensure]] [[4/day]]? (3) is the [[PICC]] staying for [[6 weeks]] of [[Ancef]]? (4) [[MoCA 18/30]] but signs own papers?
> Plan on file is {{patient.member}}; the auth lapsed {{date.lab.monthday}}.
> {{friend.name.full}}, admissions | {{snf.phone}}
>
> > On {{date.admission.long}} {{nurse2.name.plain}} wrote:
> > Referral for {{patient.name.plain}}, {{patient.age}}, lives with <<relation>> {{relative.given}} in {{patient.city}}. [[Hoyer]] lift, [[2/5]] RLE. Call me at my desk or the <<relation>> at {{relative.phone}}. thx {{nurse2.initials}}`,
	},
	{
		id: 'sealed-portal-exchange',
		noteType: 'portal',
		text: `[{{date.visit.us}} <<time>>] {{patient.handle}}: hi its {{patient.name.nick}} again ,, ((sorry to bug u|me again lol)). the new pill ([[Lexapro]] i think [[10mg]]) makes me so tired. i took [[1/2]] on {{date.onset.weekdaymonth}} and slept till noon!! missed work at {{patient.employer}}. also my <<relation>> {{relative.name.givenlower}} had the same thing w/ [[Zoloft]]
[{{date.visit.us}} <<time>>] CARE TEAM ({{nurse.name.familyinitial}}, RN): Hi {{patient.name.titled}}, thank you for your message. Please try taking it at bedtime for [[2 weeks]]. Your [[PHQ-9]] was [[14/27]]. Is your weight still [[182 lb]]?
[{{date.note.us}} <<time>>] {{patient.handle}}: [[long]] story but no, [[176]]. btw i moved, im at {{patient.street.lower}} in {{patient.city.lower}} now, {{patient.zip}}. new cell {{patient.cell.plain}}, dont use the {{patient.phone.local}} one thats {{relative2.name.givenlower}}s. email same
[{{date.note.us}} <<time>>] CARE TEAM: Updated. Dr. {{pcp.name.family}} [[will]] see you {{date.followup.monthday}} in the office. Bring the [[Omron]] cuff.
[{{date.note.us}} <<time>>] {{patient.handle}}: k. pic of rash attached {{patient.photo}} its from {{date.injury.holiday}} ,, looks like the [[Lyme]] one?? thx {{patient.name.initials}}`,
	},
	{
		id: 'sealed-fax-ocr',
		noteType: 'fax',
		text: `FAX  C0VER  SHEET                       pg 1 /4
T0: {{clinic}}  attn rnedical recs      fax {{clinic.fax}}
FR0M: {{hospital.full}}, {{hospital.address}}
      ret. fax {{hospital.fax}}   voice {{hospital.phone}}
DATE: {{date.note.ocr}}
RE: {{patient.name.ocr}}      D0B {{patient.dob.ocr}}      MRN {{patient.mrn.ocr}}
- - - - - - - - - - - - - - - - - - - - - - -
Dear {{pcp.name.titled}} ,
P1ease find c/s for adm {{date.admission.range}}. Pt. is a {{patient.age}} y/o <<man>> w/ [[Addison]] dis. , [[Gleason 7]] , EF [[35-4O%]] , Cr [[l.9]]. D/c on [[Lasix]] [[4O mg]] , [[Synthroid]] [[O.1]] . F/u BMP in [[1 wk]].
{{attending.name.ocr}} , MD      NP1 {{attending.npi}}
- - - - - - - - - - - - - - - - - - - - - - -
rec'd {{date.note.md}} <<time>> line 2 STATI0N {{hospital2}}  {{clinic.phone}}  P.[[02/04]]  0K
handwritten: "{{transcriber.given}} – scan to {{patient.name.typofamily}} chart, NOT the other one ({{relative.name.plain}}, b. {{relative.dob.us2}}). -{{nurse.initials}}"
This fax is intended only for the addressee.`,
	},
	{
		id: 'sealed-letter-work-excuse',
		noteType: 'letter',
		text: `{{clinic}}
{{place.street}}
{{place.city}}, <<state>>

{{date.visit.long}}

To: Human Resources, {{patient.employer}}
Fax {{patient.fax}}

RE: {{patient.name.titledfull}}     Employee badge {{badge}}

To whom it [[may]] concern:

The above has been under my care since {{date.onset.ordinal}}. {{patient.name.titled}} [[may]] return to light duty on {{date.followup.weekdaylong}}: no lifting over [[10 lb]], sit/stand q [[30 min]], no overhead reach > [[90 degrees]], for [[6 weeks]]. <<He>> was off work {{date.injury.longrange}}. [[Phalen]] and [[Finkelstein]] positive, grip [[4/5]]; x-ray [[C5-6]] only.

Any question, please call {{nurse.given}} at {{clinic.phone}} ext. {{extension}}. Claim {{claim}}, adjuster {{friend.name.titled}} has a copy.

Yours truly,

{{attending.name.credentialed}}
<<state>> Lic. {{attending.licence}}
AC/{{transcriber.initials}}
cc: {{patient.given}} {{patient.family}}, {{patient.address.line}}`,
	},
	{
		id: 'sealed-school-letter',
		noteType: 'pediatrics',
		text: `SCHOOL / CAMP FORM — return to nurse at {{patient.school}}

Student: {{patient.name.nickfull}} (legal: {{patient.name.full}})   birthdate {{patient.dob.long}}
Parent/guardian #1 {{relative.name.plain}}  home {{patient.phone.parens}}  work {{relative.phone}}
#2 {{relative2.name.plain}}, lives separately: {{relative2.address}}
Pickup allowed: {{friend.name.plain}} ((<<friendrelation>>|bus driver, van plate {{patient.plate}}))

Seen {{date.visit.us}}, please excuse {{date.visit.md}} thru {{date.followup.md}}. No PE x [[2 weeks]]. Dx [[Osgood-Schlatter]], [[Perthes]] ruled out. [[EpiPen Jr]] in office, [[0.15 mg]]; [[Flovent]] [[2 puffs]] bid w/ spacer; [[Concerta]] [[18]] at breakfast. Peak flow green > [[240]]. Wt [[24.5 kg]] ([[55th %ile]]), vision [[20/30]] R [[20/25]] L. MMR #2 {{date.prior.us2}}, Tdap due. Lead [[<2]].
Severe nut allergy: call 911, then {{relative.given}}.
IEP meeting {{date.note.monthday}} w/ Ms. {{therapist.family}} (OT).
{{pcp.name.credentialed}}   {{clinic}}  ph {{clinic.phone}}`,
	},
	{
		id: 'sealed-plan-denial',
		noteType: 'utilization',
		text: `NOTICE OF ADVERSE DETERMINATION - peer to peer worksheet
Member   {{patient.name.upper}}      ID {{patient.member}}      Grp {{patient.group}}      MBI {{patient.mbi.dashed}}
Subscriber (if other): {{relative.name.caps}}, rel. <<relation>>
Claim    {{claim}}      Auth req {{auth}}      DOS {{date.surgery.range}}
Facility {{hospital.full}}      Acct {{patient.account}}
Svc      CPT [[63030]], [[22558]]   Dx [[M51.26]]   Level [[L4-5]], [[L5-S1]]

Rationale: no [[6 weeks]] conservative tx on file, [[Lasegue]] neg, [[ODI 38%]], strength [[4+/5]], BMI [[41.2]].
Physician {{surgeon.name.plain}}, NPI {{surgeon.npi}}, wants P2P before {{date.followup.us}}; call {{surgeon.phone}}, ask for {{transcriber.given}}.
Log: {{date.note.md}} <<time>> lvm. {{date.note.md}} <<time>> spoke {{consultant.name.titled}} (plan MD) - [[1/2]] approved, LOS [[2 days]] not [[4]]. Upload at {{url}} code {{case}}.
Appeal letter mailed to {{patient.street.box}}, {{patient.city}} <<state>> {{patient.zip.plus4}} on {{date.discharge.medium}}. Self-pay est given. {{socialworker.initials}}`,
	},
];
