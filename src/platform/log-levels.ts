/** The levels of Powertools' logger, which reads POWERTOOLS_LOG_LEVEL itself. The least severe is first. */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'SILENT'] as const;
