using Orchestrator.EndToEnd.Processes;
using Xunit.Sdk;
using Xunit.v3;

// Whole systems share few cores: one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: FailuresShowTheJournal]
