using Orchestrator.Workers.Startup;

return await WorkerHost.RunAsync(args);
