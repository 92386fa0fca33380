export * from '../../../shared/spool/names';
