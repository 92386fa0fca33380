import { root, stem } from '../text/stem';

/**
 * Words that say nothing clinical by themselves. A sentence may have them without a fact that says them;
 * every other word must stand in a fact. Words for how somebody is or how something went (stable,
 * tolerated, comfortable) are left out on purpose: they are statements.
 */
export const PLAIN = `
a an the this that these those such same both either neither each every all any some none other others another
i me my we us our you your yours he him his she her hers they them their theirs it its itself himself herself themselves
who whom whose which what where when why how whether
and or nor but so yet for of in on at to from by with within without into onto upon over under above below between among
through throughout during before after since until till against about around along across toward towards via per despite
as than then thus hence therefore however although though while whereas because if unless once also too only just even
still again further furthermore moreover additionally overall otherwise instead rather quite very much more most less least
few many several multiple various numerous single double both first second third next last latter former final finally
initial initially subsequent subsequently later earlier early late now currently current recent recently previous previously
prior already soon immediately shortly briefly meanwhile thereafter afterwards afterward today tomorrow yesterday tonight
not no never nothing nobody
be is are was were been being am has have had having do does did done doing will would shall should can could may might must
isn't aren't wasn't weren't doesn't don't didn't hasn't haven't hadn't won't wouldn't shouldn't can't couldn't cannot
get got gets getting gotten give gave given gives giving take took taken takes taking make made makes making
come came comes coming go goes went gone going put puts set sets keep keeps kept let bring brought
see saw seen sees seeing show showed shown shows showing find found finds finding findings look looked
say said says tell told ask asked know known knows think thought feel felt seem seemed seems appear appeared appears
become became becomes begin began begun begins start started starts starting stop stopped stops stopping
continue continued continues continuing remain remained remains remaining stay stayed stays staying hold held holding
use used uses using need needed needs needing want wanted wants require required requires requiring
include included includes including contain contained contains list listed lists listing mention mentioned
note noted notes noting document documented documents documentation record recorded records recording report reported reports
state stated states describe described indicate indicated indicates reflect reflects represent represents demonstrate demonstrated demonstrates
reveal revealed reveals confirm confirmed confirms suggest suggested identify identified observe observed detect detected
present presented presents presenting presentation arrive arrived arrival admit admitted admits admission admissions readmission readmitted
discharge discharged discharges discharging hospital hospitalization hospitalisation hospitalized hospitalised inpatient outpatient
emergency department ed er ward unit floor room facility center centre clinic office medical nursing care service services
patient patients pt person individual man woman male female gentleman lady boy girl adult child mr mrs ms miss dr doctor md do np pa rn phd
physician physicians provider providers practitioner clinician clinicians nurse nurses team teams staff attending resident consultant specialist specialists
treat treated treats treating treatment treatments therapy therapies manage managed manages managing management
evaluate evaluated evaluation assess assessed assessment examine examined examination exam exams work workup
diagnose diagnosed diagnosis diagnoses diagnostic condition conditions disease diseases disorder disorders illness problem problems issue issues
history past medical medication medications medicine medicines medicinal drug drugs agent agents dose doses dosed dosing dosage prescription prescriptions prescribe prescribed
prescriber regimen regimens course courses order ordered orders ordering
administer administered administration receive received receives receiving initiate initiated initiation restart restarted resume resumed resumes resumption
discontinue discontinued discontinuation hold withheld withhold new newly unchanged change changed changes changing
adjust adjusted adjustment modify modified switch switched replace replaced transition transitioned titrate titrated
increase increased increases increasing decrease decreased decreases decreasing reduce reduced reduces reduction raise raised lower lowered lowering
rise rose risen rising fall fell fallen falling drop dropped declined declining climb climbed
perform performed performs performing procedure procedures undergo underwent undergoing undergone operation operations surgical surgery
test tests tested testing result results resulted laboratory lab labs value values level levels measure measured measures measurement measurements reading readings
study studies studied image images imaging scan scans sample samples specimen specimens blood serum plasma urine
sign signs symptom symptoms complaint complaints chief complain complained reason reasons cause causes caused due secondary related relation attributed owing
allergy allergies allergic intolerance intolerances intolerant reaction reactions react reacted adverse sensitivity hypersensitivity
follow followed follows following followup appointment appointments visit visits visited schedule scheduled schedules arrange arranged arrangement attend attended
return returned returns returning call called calls contact contacted refer referred referral referrals recommend recommended recommendation recommendations
instruct instructed instruction instructions advise advised advice counsel counseled counselled educate educated education inform informed information
discuss discussed discussion review reviewed reviews consult consulted consultation
plan plans planned planning intend intended decide decided decision
pending await awaited awaiting outstanding available unavailable result final finalized complete completed completes completing completion
ongoing continued chronic-free active actively inactive
day days daily week weeks weekly month months monthly year years yearly hour hours hourly minute minutes time times date dates dated
morning afternoon evening night nights noon midnight weekend weekday today's
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
once twice thrice half
old age aged year-old yo y
number numbers total count amount amounts quantity range ranges ranged normal-range reference unit units percent per
approximately about roughly nearly almost around exactly at-least least most up down
left-over because
please see table below above section sections summary summaries document documents chart charts page
includes according based given regarding concerning respect context setting light view
main major minor primary principal additional extra associated related relevant corresponding respective respectively
significant significantly notable notably remarkable important importantly
name named called known identified
home stay stays stayed length duration period interval span lasting lasted last
by-mouth tablet tablets capsule capsules pill pills
medicationlist reconciliation reconciled list listing listed
responsible responsibility charge
while where there here thereby therein
well as-well
able unable
also both together separately alone apart except
further no-longer longer shorter
higher lower highest lowest high low peak nadir maximum minimum max min worst best baseline initial trough
elevated normal abnormal normalised normalized normalise normalize normalizing within limits limit
trend trended trending uptrended downtrended up-trending
first-line second-line
hence accordingly
part parts portion
type types kind kinds class
line lines
way ways
case cases
event events episode episodes
evidence evident
episode
area areas site sites side sides region
family mother father sister brother son daughter wife husband parents
none nil n/a
status code
code codes coded
that's it's he's she's
there's
own
self
full fully
open
upon
seek
pick
bring
ensure ensured make-sure
help helped
allow allowed
provide provided provides providing provision
support supported
address addressed addresses
obtain obtained
collect collected collection
draw drawn drew
check checked checks recheck rechecked repeat repeated repeating
monitor monitored monitoring
consider considered
expect expected
warrant warranted
prompt prompting prompted
lead led leading
result resulting
develop developed developing
experience experienced experiencing
suffer suffered suffering
carry carries carried
live lives lived
undergoes
transfer transferred transfers
send sent
release released
leave leaves leaving
hospital's patient's
background notable significant
diagnosable
additionally likewise similarly meanwhile
namely specifically especially particularly
because
etc e.g i.e eg ie vs
re
yes
non
post pre
hereby
written
print printed
draft drafted
signed
author authored
title
record's
via
thank thanks
point points
need-to
apply applied
follow-ups
appointment's
care's
set
ago
back
off out away
onset began
day's
hospital-day
postoperative preoperative
long short term
long-term short-term
next
upcoming
future
intake
together
listed
attention
purpose
aim
goal
respective
occur occurred occurs occurring
exist existing exists
persist persisted
associated
compare compared comparison
versus
from-to
towards
equal equals
pm am
mr
hx
dx
rx
tx
sx
fu
f/u
w
c
s/p
pt's
wk
yr
mo
hrs
abnormality abnormalities
describe
therapy
regimen
reveals
hospitalist's
direct directed directions direction
use
daily-dose
amid
beyond
besides
remainder
entire entirely
whole
itself
reach reached reaches
hit
stood stand stands
measuring
came
ran run
registered register
showing
bearing
regard
following
upon
whilst
amongst
underlying
pre-existing preexisting
existing
longstanding long-standing
medically
clinically
clinical
consistent
compatible
suspicious
suspected suspect suspicion
possible possibly probable probably likely unlikely presumed presumptive
deny denied denies denying
rule ruled out exclude excluded
negative positive
absent absence
free
lack
resolved resolve resolves resolving
diagnosing
background
comorbidity comorbidities comorbid
concern concerns concerned
risk
allergen allergens substance substances
food
environmental
drug-allergy
recorded
unknown
unspecified
question questions
aware
verbalize verbalized
speak spoke
meet met
join joined
accompany accompanied
pick-up
confirmatory
latest
newest
oldest
earliest
most-recent
subsequently
eventually
ultimately
gradually
promptly
successfully
presently
formerly
routinely
regularly
regular
routine
usual
typical
typically
generally
general
specific
special
particular
certain
appropriate appropriately
necessary
needed
mandatory
optional
standard
common
commonly
accordingly
intervention interventions
service
encounter encounters
episode
placement
disposition dispositions
destination
location
place places
placed
ward
address
authorise authorize authorized
lists
bedside
taper tapered tapering vital vitals company born birth birthdate dob vaccine vaccines vaccinated vaccination immunized immunised immunization immunizations shot
walk-in prescriber left-over remainder
sustained sustain endorsed endorses exhibited manifested manifest achieved yielded maintained maintain maintains maintaining spent spend
counted totaled totalled averaged amounted corresponds correspond comprises comprise comprised consisted consists consist concluded conclusion
impression interpreted interpretation read reads revealing highlighted pertinent details detail specified specifies mentions cited wherein whereby
chiefly mainly mostly partly partially completely totally altogether wholly solely merely simply simple brief add adds plus minus duly correct
correctly exact precise lastly firstly secondly thirdly sooner circa ca aforementioned attached enclosed herein overview recap synopsis
inhaler inhalers injection injections solution suspension cream ointment drops syrup spray powder infusion infusions drip bolus pen pens
went going comes came sent placed admits discharges transferring bridging bridged loaded loading initiating concurrently concomitant concomitantly
simultaneously respectively collectively individually ok okay aforesaid known-to formal formally informal verbal verbally
resuscitation wish wishes los
outlined underlined detailed summarised summarized summarise summarize lists enumerated tabulated displayed display displays
steadily progressively serially wait waiting waited
whereupon thereupon henceforth onwards onward forward backwards beforehand hereafter

`;

/** Words of how somebody is or how it went: a statement that a fact must bear out. */
export const COURSE = `
stable stably unstable tolerated tolerating tolerate well improved improving improvement improve improves worsened worsening worse better
comfortable uncomfortable uneventful uneventfully uncomplicated complicated complication complications recovered recovering recovery recover
ambulating ambulated ambulate walking walked independent independently dependent assistance alert oriented awake conscious confused sedated
afebrile febrile hemodynamically euvolemic asymptomatic symptomatic symptom-free pain-free
deteriorated deterioration responded responding response responsive unresponsive good poor fair excellent satisfactory guarded critical serious
eating drinking voiding sleeping compliant adherent cooperative pleasant agitated anxious
died expired deceased dying survived
smokes smoked smoking drinks drank alcohol tobacco married divorced widowed lives alone retired employed
`;

const roots = (text: string) => {
	const all = new Set<string>();
	for (const word of text.split(/\s+/)) {
		if (word === '') continue;
		for (const part of word.split('-')) {
			all.add(part);
			all.add(stem(part));
			all.add(root(part));
		}
	}
	return all;
};

const plain = roots(PLAIN);
const course = roots(COURSE);
// "well" follows "as" as often as it says how somebody is.
for (const word of ['alone', 'well', 'able', 'unable']) course.delete(word);

export const isCourse = (low: string): boolean => course.has(low) || course.has(root(low));

/** Words whose root is that of a plain one, and which say how somebody feels. */
const NOT_PLAIN = new Set(['pleased', 'pleasing', 'pleasant', 'caring', 'careful']);

export const isPlain = (low: string): boolean =>
	(plain.has(low) || plain.has(stem(low)) || plain.has(root(low))) && !NOT_PLAIN.has(low);
