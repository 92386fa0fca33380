/**
 * Private data elements that PS3.15 Table E.3.10-1 names as known to be safe, as facts. Attribution:
 * Digital Imaging and Communications in Medicine (DICOM), PS3.15, National Electrical Manufacturers
 * Association.
 *
 * One block a line: private creator, `|`, then a group and the last two digits of its elements (`-`
 * joins a range), and further groups after `;`.
 */
export const SAFE_PRIVATE_ROWS = `
ELSCINT1|00E1 21;01E1 26 50;01F1 01 07 26 27
GEIIS PACS|0903 10-12
GEMS_ACQU_01|0019 23 24 27 9E
GEMS_HELIOS_01|0045 01 02
GEMS_PARM_01|0043 27 39 6F
GEMS_SENO_02|0045 06 1B 20 27 29-2B 49 58 59 60 61 64 71 72 90 A0-A2 A4 A7 A8
GEMS_SERS_01|0025 07
HOLOGIC, Inc.|0019 06-08 16 25-29 30-35 37 40-46 50-53 60-62 70 71 80 85 87 89 8A 90 97 98;7E01 01 02 10-12;7F01 01 02 10-12
LORAD Selenia|0019 06-08 16 26-29 30-35 37 40 41 50-53 60 70 71 80 90
NQHeader|0099 01 04 05 10 20 21
NQLeft|0199 01-16
NQRight|0299 01-16
Philips Imaging DD 001|2001 03 04
Philips MR Imaging DD 001|2005 0D 0E
Philips PET Private Group|7053 00 09
Philips US Imaging DD 023|200D 45
Philips US Imaging DD 033|200D 00-08 0D 0F-11 14 21
Philips US Imaging DD 034|200D 01-05 08-14 17 18 1B-28
Philips US Imaging DD 035|200D 01 03 04 07-0A 0C 0D
Philips US Imaging DD 036|200D 15-19 20
Philips US Imaging DD 038|200D 01-04
Philips US Imaging DD 039|200D 01-0D 15
Philips US Imaging DD 040|200D 01-07 20
Philips US Imaging DD 042|200D 15 16 20 30 31 40 50-60 70-78 8C
Philips US Imaging DD 045|200D F1 F3-F6 F8 FA FB
Philips US Imaging DD 046|200D 17
Philips US Imaging DD 048|200D 01
Philips US Imaging DD 065|200D 07
Philips US Imaging DD 066|200D 00 01 03 04
SIEMENS MR HEADER|0019 0C-0E 27
`;
