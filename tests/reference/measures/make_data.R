# Makes the small data sets that reference.R runs on. Run once: Rscript make_data.R
# Everything is generated: no real answers.
set.seed(20261122)

# survey.csv: 24 teams of 1 to 16 people, six items of 1 to 5 with a common factor, a team effect, some blanks.
sizes <- c(1, 2, 3, 4, 5, 5, 6, 7, 7, 8, 8, 9, 10, 10, 11, 12, 12, 13, 14, 14, 15, 15, 16, 16)
team <- rep(sprintf("T%02d", seq_along(sizes)), sizes)
n <- length(team)
factor <- rnorm(length(sizes), sd = .6)[match(team, unique(team))] + rnorm(n)
loading <- c(.9, .8, .7, .6, .5, .8)
answers <- sapply(loading, function(l) {
  latent <- 3.4 + l * factor + rnorm(n, sd = .8)
  pmin(5, pmax(1, round(latent)))
})
answers[sample(length(answers), 9)] <- NA
colnames(answers) <- paste0("i", 1:6)
write.csv(data.frame(team, answers), "survey.csv", row.names = FALSE, quote = FALSE, na = "")

# balanced.csv: 15 teams of 4, one score.
score <- 50 + rep(rnorm(15, sd = 6), each = 4) + rnorm(60, sd = 10)
write.csv(data.frame(team = rep(1:15, each = 4), score = round(score, 3)), "balanced.csv",
          row.names = FALSE, quote = FALSE)

# units.csv: 12 unit means with unequal noise; "flat" has less spread than its noise.
noise <- round(exp(rnorm(12, log(9), .8)), 3)
value <- round(60 + rnorm(12, sd = 4) + rnorm(12, sd = sqrt(noise)), 3)
flat <- round(60 + rnorm(12, sd = .4 * sqrt(noise)), 3)
write.csv(data.frame(value, flat, noise), "units.csv", row.names = FALSE, quote = FALSE)
