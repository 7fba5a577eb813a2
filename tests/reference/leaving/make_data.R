# Spells for retention.R: ties, late entry, groups in which all left and in which nobody did. Run: Rscript make_data.R
set.seed(27)
n <- 240
entry <- round(pmax(0, rnorm(n, 2, 6)))
exit <- entry + pmax(1, round(rexp(n, 1 / 14)))
left <- rbinom(n, 1, 0.6)
group <- sample(c("a", "b", "c"), n, replace = TRUE, prob = c(0.5, 0.3, 0.2))
late <- data.frame(group, entry, exit, left)
all_left <- data.frame(group = "all_left", entry = 0, exit = c(1, 1, 2, 3, 5, 5, 5, 8), left = 1)
nobody <- data.frame(group = "nobody", entry = 0, exit = c(1, 2, 2, 4, 6), left = 0)
fractions <- data.frame(group = "fractions", entry = 0, exit = round(rexp(60, 1 / 9), 3), left = rbinom(60, 1, 0.5))
write.csv(rbind(late, all_left, nobody, fractions), "spells.csv", row.names = FALSE, quote = FALSE)
