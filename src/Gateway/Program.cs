using Orchestrator.Gateway.Startup;

return await GatewayHost.RunAsync(args);
