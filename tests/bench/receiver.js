// Takes every POST at once, and says on SIGUSR2 how many requests there were: node receiver.js PORT
let requests = 0;
require("http")
    .createServer((request, response) => {
        request.resume();
        request.on("end", () => {
            requests++;
            response.writeHead(204).end();
        });
    })
    .listen(Number(process.argv[2]), "127.0.0.1");
process.on("SIGUSR2", () => console.log(requests));
