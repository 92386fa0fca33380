import type { Recognizer } from '../types';
import { streets } from './streets';
import { ages } from './ages';
import { addresses, emails, phones, urls } from './contacts';
import { coordinates } from './coordinates';
import { crossings } from './crossings';
import { datesSaid } from './dates-said';
import { datesNumeric } from './dates-numeric';
import { datesWorded } from './dates-worded';
import { facilities } from './facilities';
import { labelled } from './labelled';
import { loose } from './numbers-loose';
import { shaped } from './numbers-shaped';
import { banner } from './name-banner';
import { partial } from './numbers-partial';
import { credentialed } from './name-credentialed';
import { initials } from './name-initials';
import { nameParts } from './name-parts';
import { introduced } from './name-introduced';
import { formerNames } from './name-former';
import { lowerNames } from './name-lower';
import { staffed } from './name-staffed';
import { titled } from './name-titled';
import { listed } from './name-listed';
import { organizations } from './organizations';
import { places } from './places';
import { roads } from './roads';
import { rooms } from './rooms';
import { spoken } from './spoken';
import { streetLines } from './street-lines';
import { towns } from './towns';
import { units } from './units';
import { zips } from './zips';

/** Every recognizer, in the order of the reference page. */
export const RECOGNIZERS: readonly Recognizer[] = [
	titled,
	introduced,
	staffed,
	credentialed,
	listed,
	banner,
	nameParts,
	formerNames,
	lowerNames,
	initials,
	streets,
	streetLines,
	crossings,
	roads,
	coordinates,
	zips,
	places,
	towns,
	facilities,
	organizations,
	units,
	rooms,
	datesNumeric,
	datesWorded,
	datesSaid,
	ages,
	phones,
	spoken,
	emails,
	urls,
	addresses,
	labelled,
	shaped,
	loose,
	partial,
];
