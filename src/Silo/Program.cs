using Orchestrator.Silo.Startup;

return await SiloHost.RunAsync(args);
