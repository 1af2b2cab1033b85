using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Metering;
using Xunit;

namespace Orchestrator.Unit.Telemetry;

/// <summary>How the end of a request is told.</summary>
public sealed class RequestCourseTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string?> _errors = [];

    public RequestCourseTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "gen_ai.server.request.duration" && instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>()) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _errors.Add(tags.ToArray().SingleOrDefault(tag => tag.Key == "error.type").Value as string));
        _listener.Start();
    }

    [Fact]
    public void An_exception_that_nobody_caught_is_no_success()
    {
        End(new DefaultHttpContext(), new InvalidOperationException("a fault"));
        Assert.Equal(["System.InvalidOperationException"], _errors);
    }

    [Fact]
    public void A_client_that_went_away_is_told_as_such()
    {
        using var gone = new CancellationTokenSource();
        gone.Cancel();
        End(new DefaultHttpContext { RequestAborted = gone.Token }, new OperationCanceledException());
        Assert.Equal(["client_gone"], _errors);
    }

    [Fact]
    public void An_answer_has_no_error()
    {
        End(new DefaultHttpContext(), null);
        Assert.Equal([null], _errors);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private void End(HttpContext context, Exception? fault)
    {
        using var course = new RequestCourse(context, GenAi.Chat, new AnswerMeter(_services.GetRequiredService<IMeterFactory>()), TimeProvider.System);
        if (fault is not null) course.Failed(fault);
    }
}
