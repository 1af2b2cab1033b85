using Orchestrator.Hosting.Settings;
using Orchestrator.Workers.Startup;
using Xunit;

namespace Orchestrator.Unit.Settings;

/// <summary>Which pool a worker joins that is started alone.</summary>
public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(null, "/m/tiny.gguf", "tiny", "/m/tiny.gguf")]
    [InlineData("other", "/m/tiny.gguf", "other", "/m/tiny.gguf")]
    [InlineData("a=b", "/m/a=b.gguf", "a=b", "/m/a=b.gguf")]
    [InlineData("big=/m/tiny.gguf", null, "big", "/m/tiny.gguf")]
    [InlineData("big=/m/tiny.gguf,prefill=2,decode=1", null, "big", "/m/tiny.gguf")]
    public void A_worker_takes_a_pools_name_and_a_model_or_both_as_the_silo_does(string? pool, string? model, string name, string path)
    {
        var options = WorkerOptions.Read(Readers.Of(("Worker:Pool", pool), ("Model", model)));
        Assert.Equal((name, path), (options.Pool, options.ModelPath));
        // Workers of two pools on one machine are two workers.
        Assert.Equal($"{Environment.MachineName}-{name}", options.Id.Value);
    }

    [Fact]
    public void A_worker_that_is_told_nothing_serves_the_demo_model_as_a_silo_does()
    {
        var options = WorkerOptions.Read(Readers.Of());
        var served = Assert.Single(PoolSettings.Read(Readers.Of()));
        Assert.Equal(("demo-chat", DemoModel.Path), (options.Pool, options.ModelPath));
        Assert.Equal(new PoolSpec("demo-chat", DemoModel.Path, 1, 1, 0), served);
        Assert.True(File.Exists(DemoModel.Path), DemoModel.Path);
    }

    [Theory]
    [InlineData(null, "", "it must be a path, or left out")]
    [InlineData("big", null, "no model for pool 'big': give --model PATH")]
    [InlineData("big=", null, "it must start with NAME=PATH")]
    [InlineData("a/b", "m.gguf", "must not contain '/'")]
    [InlineData("a=/m/b.gguf", "m.gguf", "must not contain '/'")]
    public void What_names_no_pool_is_refused(string? pool, string? model, string message) =>
        Assert.Contains(message, Assert.Throws<WrongUseException>(() => WorkerOptions.Read(Readers.Of(("Worker:Pool", pool), ("Model", model)))).Message, StringComparison.Ordinal);
}
