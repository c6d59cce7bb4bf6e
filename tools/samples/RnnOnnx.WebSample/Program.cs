using RnnOnnx;
using RnnOnnx.WebSample;

try
{
    var app = ClassifyService.Create(args);
    await using (app.ConfigureAwait(false))
    {
        await app.RunAsync().ConfigureAwait(false);
    }

    return 0;
}
catch (Exception e) when (e is RnnOnnxException or Microsoft.Extensions.Options.OptionsValidationException)
{
    await Console.Error.WriteLineAsync($"web sample: {e.Message}").ConfigureAwait(false);
    return 1;
}
