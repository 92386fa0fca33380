import type { Recognizer } from '../types';
import { streets } from './streets';
import { ages } from './ages';
import { addresses, emails, phones, urls } from './contacts';
import { datesNumeric } from './dates-numeric';
import { datesWorded } from './dates-worded';
import { facilities } from './facilities';
import { labelled } from './labelled';
import { loose, shaped } from './numbers';
import { credentialed } from './name-credentialed';
import { initials } from './name-initials';
import { introduced } from './name-introduced';
import { titled } from './name-titled';
import { listed } from './name-listed';
import { places } from './places';
import { units } from './units';
import { zips } from './zips';

/** Every recognizer, in the order of the reference page. */
export const RECOGNIZERS: readonly Recognizer[] = [
	titled,
	introduced,
	credentialed,
	listed,
	initials,
	streets,
	zips,
	places,
	facilities,
	units,
	datesNumeric,
	datesWorded,
	ages,
	phones,
	emails,
	urls,
	addresses,
	labelled,
	shaped,
	loose,
];
