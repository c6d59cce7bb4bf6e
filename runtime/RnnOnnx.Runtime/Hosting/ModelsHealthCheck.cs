using Microsoft.Extensions.Diagnostics.HealthChecks;
using RnnOnnx.Batching;

namespace RnnOnnx.Hosting;

/// <summary>Tells whether an application's models can be asked: unhealthy if one cannot be loaded, degraded if a queue is full. Data: a line for each model.</summary>
/// <remarks>A model that is loaded when it is first asked, and has not been, is healthy.</remarks>
public sealed class ModelsHealthCheck : IHealthCheck
{
    private readonly HostedModel[] _models;

    /// <summary>Made by the application's services.</summary>
    internal ModelsHealthCheck(IEnumerable<HostedModel> models) => _models = [.. models];

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = new Dictionary<string, object>();
        var full = new List<string>();
        Exception? failure = null;
        foreach (var model in _models)
        {
            switch (model.State)
            {
                case null:
                    data[model.ModelId] = "not asked yet";
                    break;
                case { IsFaulted: true, Exception: { InnerException: var error } wrapped }:
                    failure ??= error ?? wrapped;
                    data[model.ModelId] = (error ?? wrapped).Message;
                    break;
                case { IsCompletedSuccessfully: true, Result: var loaded }:
                    var depth = loaded.QueueDepth;
                    data[model.ModelId] = $"loaded, {depth} of {loaded.QueueCapacity} places in the queue are taken";
                    if (depth >= loaded.QueueCapacity)
                    {
                        full.Add(model.ModelId);
                    }

                    break;
                default:
                    data[model.ModelId] = "is being loaded";
                    break;
            }
        }

        return Task.FromResult(
            failure is not null ? new HealthCheckResult(context.Registration.FailureStatus, failure.Message, failure, data)
            : full.Count > 0 ? HealthCheckResult.Degraded($"The queue is full: {string.Join(", ", full)}.", data: data)
            : HealthCheckResult.Healthy(data: data));
    }
}
