using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RnnOnnx.Hosting;

/// <summary>Loads the models when the host starts, so that no caller waits for it and a damaged package is no surprise later.</summary>
internal sealed class ModelStartup(IEnumerable<HostedModel> models, IOptions<RnnOnnxOptions> options) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.LoadAtStart)
        {
            await Task.WhenAll(models.Select(static model => model.LoadAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing: the container disposes of the models, which finishes the texts that wait.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
