import { setOf } from '../../marks';

/** Words before or after `a/b` that make it a measurement, a score or a part. */
export const MEASURE = setOf(
	'qty quantity disp nottingham gleason her2 fish joints joint swollen tender bp pressure systolic diastolic strength motor power reflex reflexes dtr dtrs murmur murmurs grade pulse pulses score scored scores apgar apgars gcs acuity va vision pain rated rates rating stage fio2 ratio tab tabs tablet tablets ppd pack packs level levels sem hsm bilaterally bilat bilateral mmse moca phq gad items correct scale severity extremities extremity intensity sections cores nodes node lymph points ns d5 saline teaspoon cup inch inches bottle bottles sets wk wks image images slice slices frame quarters meals meal full in phq9 borg vas nrs wong-baker quadriceps biceps triceps deltoid grip flexion extension dorsiflexion hip knee bmi od os ou snellen lungs mg ml mcg cm mm strips kt katz braden morse tinetti berg cage aims ciwa nihss hamd slums recall words cycles cycle of mmt ue le ues les rue lue rle lle bue ble b bilat fraction fractions ipap epap cpap bipap split apgars boston stroop nippv nimv niv simv psv',
);

/** Scales, whose scores are out of something. */
export const SCALES = setOf(
	'ehl slr mrc rpe loa act gcs mmse moca phq gad nihss cage ciwa rass flacc pasi apgar ecog kps fim asa timi chads has abcd meld sofa qsofa asia hamd hama pcl slums rudas bims mdq audit dast epds odi ndi lefs fga dgi bbs fes mas cn rom bp peep pip mrs cdr dlqi vas nrs gds bdi ymrs aims cows aldrete rai banff hai basdai sledai bvas metavir ishak cpot npass fica gmfcs womac koos pelod nutric pews mews news curb psi cpis ls le ue rue lue rle lle bue ble',
);

/** Words that join: they say nothing of what stands two or three words on. */
export const JOINING = setOf('of in out full level levels points image images words us items');

/** Days, hours, weeks and months of so many parts: `3/7 days`, `2/12 ago`. */
export const SPANS_OF_TIME = setOf(
	'days day hours hour hrs hr h weeks week months month ago cultures culture',
);

/** What is counted: day 5 of 7, dose 3 of 9. */
export const COUNTED_THINGS = setOf(
	'days day dose doses cycle units unit week course session series image visit part number given completed',
);

/** Bottles and samples, of which some are positive: `cx 2/4`. */
export const CULTURES = setOf('cx ucx bcx culture cultures bx biopsy positive negative out');

/** What is divided, behind its part at the head of a line: `1/2 tab`. */
export const PARTS_OF = setOf('of tab tabs tablet tablets cup strength bottles pack ppd');

/** Words that end in s and name nothing that has parts: `Kaplan 3/9 was`. */
export const PLURALS = setOf(
	'is was has as labs visits results films notes needs reports says cultures this its us vs his meds ms',
);

/** What is given a score though it ends as an act does: `oriented 3/4`. */
export const GRADED = setOf(
	'oriented named completed answered attempted followed palpated recalled passed failed missed graded decreased increased improved reduced diminished limited weakened tested noted measured reported described scored rated elevated sustained repeated assessed',
);

/** Pages: `p. 3/7`. */
export const PAGES = setOf('p pg pp page');
